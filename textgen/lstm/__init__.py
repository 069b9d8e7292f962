"""The LSTM: vocabulary, architecture, training, checkpoints, sampling, evaluation."""
