// What scrolls sideways can be reached with the keyboard. A formula in a sentence that is wider than
// the page, as on a phone, gets a line of its own, which scrolls.
const reach = () => {
  for (const formula of document.querySelectorAll("article :is(p, li, dd) mjx-container")) {
    if (formula.closest("div.math, .table-wrapper")) continue;
    formula.classList.remove("wide");
    formula.classList.toggle("wide", formula.getBoundingClientRect().width >
                                     formula.closest("p, li, dd").clientWidth);
  }
  for (const box of document.querySelectorAll("pre, div.math, mjx-container.wide, .table-wrapper, .output"))
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
