"""How the app looks: the system's fonts, light and dark as the system is, room for a phone."""

from __future__ import annotations

from typing import Any, Final

CSS: Final = """
.gradio-container { width: 100% !important; max-width: 70rem !important; margin: 0 auto !important; }
@media (max-width: 30rem) { .tab-container button { padding: 0 .4rem !important; } }
.told .error { border-left: .25rem solid #b91c1c; padding-left: .75rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 32rem; overflow-y: auto;
    padding: .75rem; border: 1px solid var(--border-color-primary); border-radius: var(--radius-md); }
.texts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem; }
.keep { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
.keep button { margin: 0 !important; padding: .25rem .75rem; border: 1px solid currentColor;
    border-radius: var(--radius-md); }
.label-wrap { text-align: start; }
:focus-visible { outline: 2px solid var(--color-accent) !important; outline-offset: 2px; }
.text mark { background: #fde68a; color: #1f2937; }
.text mark.long { background: #fca5a5; color: #1f2937; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
.facts dt { font-weight: 600; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.plot { width: 100%; height: auto; max-width: 36rem; }
.plot text { fill: currentColor; font-size: 12px; }
.plot .axis { stroke: currentColor; opacity: .3; }
.plot polyline { fill: none; stroke-width: 2; stroke: currentColor; }
.plot .train { stroke: #2563eb; }
.plot .validation { stroke: #ea580c; stroke-dasharray: 6 3; }
.dark .plot .train { stroke: #93c5fd; }
.dark .plot .validation { stroke: #fdba74; }
.dark { --color-accent: #93c5fd; }
.report { width: 100%; height: 80vh; border: 1px solid currentColor; background: #fff; }
"""


def theme() -> Any:
    """Return Gradio's default theme with the system's fonts, so that no font is fetched."""
    import gradio as gr

    fonts = {"font": ["system-ui", "sans-serif"], "font_mono": ["ui-monospace", "Consolas", "monospace"]}
    return gr.themes.Default(primary_hue="blue", **fonts).set(
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        block_label_text_color="*neutral_700",
        block_title_text_color="*neutral_700",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        color_accent="*primary_700",
        slider_color="*primary_700",
        slider_color_dark="*primary_400",
    )
