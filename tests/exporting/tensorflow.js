// TensorFlow.js itself: reads a list of jobs from stdin, writes their results to stdout, both as JSON.
// {"load": URL, "ids": […]} loads a model and runs it; {"save": FOLDER, "model": NAME, "ids": […]} makes one, runs
// it and saves it in three shards; {"page": PROGRAM} runs a program.
const fs = require("fs");
const path = require("path");

const modules = process.argv[2];
const tf = require(path.join(modules, "@tensorflow/tfjs-core"));
const { input, layers, loadLayersModel, model, sequential } = require(path.join(modules, "@tensorflow/tfjs-layers"));
require(path.join(modules, "@tensorflow/tfjs-backend-cpu"));

// The default initializer needs a part of TensorFlow.js that is not loaded here; the weights are replaced anyway.
const start = { recurrentInitializer: "zeros" };
const hard = { recurrentActivation: "hardSigmoid", ...start };
const soft = { recurrentActivation: "sigmoid", ...start };

const made = {
  tutorial(symbols) {
    const result = sequential();
    result.add(layers.lstm({ units: 9, returnSequences: true, inputShape: [12, symbols], ...hard }));
    result.add(layers.lstm({ units: 7, ...hard }));
    result.add(layers.dense({ units: symbols, activation: "softmax" }));
    return result;
  },
  functional(symbols) {
    const ids = input({ shape: [null] });
    let x = layers.embedding({ inputDim: symbols, outputDim: 6 }).apply(ids);
    x = layers.layerNormalization().apply(x);
    x = layers.dropout({ rate: 0.2 }).apply(x);
    x = layers.lstm({ units: 9, returnSequences: true, ...soft }).apply(x);
    x = layers.layerNormalization({ epsilon: 0.1, center: false }).apply(x);
    x = layers.lstm({ units: 5, returnSequences: true, useBias: false, ...hard }).apply(x);
    return model({ inputs: ids, outputs: layers.dense({ units: symbols, activation: "softmax" }).apply(x) });
  },
};

function randomize(network) {
  let seed = 1;
  network.setWeights(
    network.getWeights().map((weight) => tf.mul(tf.randomNormal(weight.shape, 0, 1, "float32", seed++), 0.8)),
  );
}

function run(network, ids) {
  const [, , symbols] = network.inputs[0].shape;
  const numbers = tf.tensor2d(ids, [ids.length, ids[0].length], "int32");
  return network.predict(symbols ? tf.cast(tf.oneHot(numbers, symbols), "float32") : numbers).arraySync();
}

async function save(network, folder) {
  let saved;
  await network.save(tf.io.withSaveHandler(async (artifacts) => ((saved = artifacts), { modelArtifactsInfo: {} })));
  const { weightSpecs, weightData, ...description } = saved;
  const third = Math.ceil(weightData.byteLength / 3);
  const paths = [1, 2, 3].map((number) => `group1-shard${number}of3.bin`);
  paths.forEach((name, number) =>
    fs.writeFileSync(path.join(folder, name), Buffer.from(weightData.slice(number * third, (number + 1) * third))),
  );
  description.weightsManifest = [{ paths, weights: weightSpecs }];
  fs.writeFileSync(path.join(folder, "model.json"), JSON.stringify(description));
}

// A program of a page, which leaves its results in "probabilities" and "text".
function page(program) {
  const AsyncFunction = (async () => {}).constructor;
  return new AsyncFunction("tf", `${program}; return { probabilities: probabilities.arraySync(), text };`)({ ...tf, loadLayersModel });
}

async function job({ page: program, load, save: folder, model: name, ids, symbols }) {
  if (program) return page(program);
  if (load) {
    const network = await loadLayersModel(load);
    return { probabilities: run(network, ids), metadata: network.getUserDefinedMetadata() };
  }
  const network = made[name](symbols);
  randomize(network);
  await save(network, folder);
  return { probabilities: run(network, ids) };
}

(async () => {
  const results = [];
  for (const each of JSON.parse(fs.readFileSync(0, "utf8"))) results.push(await job(each));
  process.stdout.write(JSON.stringify(results));
})();
