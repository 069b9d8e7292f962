"use strict";

// Copies the text above a button; where the browser keeps its clipboard from pages, the text is selected.
document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const text = textOf(button);
    if (navigator.clipboard) {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
    } else {
        getSelection().selectAllChildren(text);
        button.textContent = "Selected: copy it with Ctrl-C";
    }
});

document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-file]");
    if (!button) return;
    const link = document.createElement("a");
    link.download = button.dataset.file;
    link.href = URL.createObjectURL(new Blob([textOf(button).textContent], { type: "text/plain" }));
    link.click();
    URL.revokeObjectURL(link.href);
});

function textOf(button) {
    return button.parentElement.previousElementSibling;
}

// Gradio's fields of radio buttons have a title, but no name that a screen reader would say.
function nameFields() {
    for (const field of document.querySelectorAll("fieldset:not([aria-label])")) {
        const title = field.querySelector("[data-testid=block-info]");
        if (title) field.ariaLabel = title.textContent.trim();
    }
}
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });

// Gradio gives each radio button a group of its own; Tab and the arrow keys need those of one field in one.
document.addEventListener("keydown", () => {
    for (const field of document.querySelectorAll("fieldset[aria-label]")) {
        for (const button of field.querySelectorAll("input[type=radio]")) button.name = field.ariaLabel;
    }
});
