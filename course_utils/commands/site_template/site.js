// What scrolls sideways can be reached with the keyboard.
const reach = () => {
  for (const box of document.querySelectorAll("pre, div.math, .table-wrapper, .output"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
};
addEventListener("load", () => {
  reach();
  window.MathJax?.startup?.promise.then(reach);
});
addEventListener("resize", reach);
addEventListener("toggle", reach, true);
// From a disk a page may not read others, so search shows titles without the lines around.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
