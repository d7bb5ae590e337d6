// What a screen reader or a keyboard would stumble over in the page; given to the browser by the tests.
() => [
  ...[...document.querySelectorAll("input, button")].filter((each) => !each.labels.length && !each.textContent.trim())
    .map((each) => `without a label: ${each.id}`),
  ...[...document.querySelectorAll("[aria-describedby], [aria-labelledby]")]
    .filter((each) => {
      const named = each.getAttribute("aria-describedby") ?? each.getAttribute("aria-labelledby");
      return !document.getElementById(named);
    })
    .map((each) => `leads nowhere: ${each.id}`),
  ...[...document.querySelectorAll("table")].filter((each) => !each.caption || !each.querySelector("th[scope=col]"))
    .map(() => "a table without caption or heads"),
  ...[...document.querySelectorAll("[id]")].map((each) => each.id)
    .filter((id, at, all) => all.indexOf(id) !== at).map((id) => `twice: ${id}`),
  ...(document.querySelectorAll("h1").length === 1 && document.querySelector("main") ? [] : ["no one head in main"]),
  ...(document.documentElement.lang === "id" && document.title ? [] : ["no language or title"]),
]
