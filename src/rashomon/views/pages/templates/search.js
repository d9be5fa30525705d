// Finds the words of the address (?q=...) in PARAGRAPHS. Text is only ever set as text, never as markup.
const words = (new URLSearchParams(location.search).get("q") || "").trim();
const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
document.getElementById("q").value = words;
if (wanted.length) {
  const found = PARAGRAPHS.filter((row) => wanted.every((word) => row[2].toLowerCase().includes(word)));
  document.getElementById("count").textContent =
    found.length + (found.length === 1 ? " paragraph" : " paragraphs") + " with “" + words + "”" + (found.length > 100 ? ", the first 100 shown" : "");
  const pattern = new RegExp("(" + wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|") + ")", "gi");
  for (const [address, name, text] of found.slice(0, 100)) {
    const entry = document.createElement("li");
    const shown = document.createElement("span");
    shown.dir = "auto";
    text.split(pattern).forEach((piece, number) => {
      const part = document.createElement(number % 2 ? "mark" : "span");
      part.textContent = piece;
      shown.append(part);
    });
    const link = document.createElement("a");
    link.href = address;
    link.className = "small";
    link.textContent = name;
    entry.append(shown, document.createElement("br"), link);
    document.getElementById("found").append(entry);
  }
}
