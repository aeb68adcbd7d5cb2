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
// A term that is found is named; the theme says "Glossary" of each.
const results = document.getElementById("search-results");
if (results) new MutationObserver(() => {
  for (const link of results.querySelectorAll('a[href*="glossary.html#term-"]'))
    if (link.textContent === "Glossary")
      link.textContent += ": " + link.hash.slice(6).replaceAll("-", " ");
}).observe(results, {childList: true, subtree: true});

// Two asides are told apart by their names.
document.querySelector(".sidebar-drawer").ariaLabel = "Lessons";
document.querySelector(".toc-drawer").ariaLabel = "Sections";
