// A figure as a PNG, made here: its drawings under its title, with the page's colours written into them.
const SCALE = 2, GAP = 16, MARGIN = 24, COLUMNS = 2;
const PAINT = ["fill", "stroke", "font-weight", "opacity", "stroke-dasharray", "stroke-width", "font-family", "font-size"];

function inlined(svg) {
  const copy = svg.cloneNode(true);
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of PAINT) to[i].setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

async function image(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.src = url;
  try { await picture.decode(); } finally { URL.revokeObjectURL(url); }
  return picture;
}

function lines(pen, words, room) {
  const out = [""];
  for (const word of words.split(/\s+/)) {
    const longer = `${out.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= room || !out.at(-1)) out[out.length - 1] = longer;
    else out.push(word);
  }
  return out;
}

export async function save(figure, name) {
  const drawings = [...figure.querySelectorAll("svg.drawn")].filter((svg) => svg.getClientRects().length);
  const parts = await Promise.all(drawings.map(async (svg) => {
    const found = inlined(svg);
    const heading = svg.closest("[data-heading]")?.dataset.heading ?? "";
    return { ...found, heading, picture: await image(found.text) };
  }));
  const columns = Math.min(COLUMNS, parts.length);
  const wide = Math.max(...parts.map((part) => part.width));
  const tall = Math.max(...parts.map((part) => part.height)) + 20;
  const width = 2 * MARGIN + columns * wide + (columns - 1) * GAP;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  pen.font = "bold 17px sans-serif";
  const title = lines(pen, figure.querySelector("h2, h3")?.textContent.trim() ?? "", width - 2 * MARGIN);
  const top = MARGIN + 24 * title.length;
  canvas.width = SCALE * width;
  canvas.height = SCALE * (top + Math.ceil(parts.length / columns) * tall + MARGIN);
  const style = getComputedStyle(document.body);
  pen.scale(SCALE, SCALE);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = style.color;
  pen.font = "bold 17px sans-serif";
  title.forEach((line, i) => pen.fillText(line, MARGIN, MARGIN + 8 + 24 * i));
  pen.font = "bold 13px sans-serif";
  parts.forEach((part, i) => {
    const [x, y] = [MARGIN + (i % columns) * (wide + GAP), top + Math.floor(i / columns) * tall];
    pen.fillText(part.heading, x, y + 12);
    pen.drawImage(part.picture, x, y + 18, part.width, part.height);
  });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
