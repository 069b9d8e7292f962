"use strict";

// Copies the text above a button; where the browser keeps its clipboard from pages, the text is selected.
document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const text = button.previousElementSibling;
    if (navigator.clipboard) {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
    } else {
        getSelection().selectAllChildren(text);
        button.textContent = "Selected: copy it with Ctrl-C";
    }
});
