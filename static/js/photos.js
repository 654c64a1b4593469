// Makes photos small before they travel: 1600 px at most, JPEG 0.8, about 300 KB each. Works on a plain
// <input type="file" multiple> inside [data-photos]; whenever something is not understood the original file stays.
// data-side: another longest side, for photos that programs look at. When all is ready the input says "photos-ready".

const SIDE = 1600;
const QUALITY = 0.8;
const KEEP_BELOW = 350 * 1024;

const size = (bytes) => bytes > 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;

async function shrink(file, side) {
  if (!/^image\/(jpeg|png|webp|heic|heif|avif)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < KEEP_BELOW) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "white"; // transparent pictures get paper, not black
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

function preview(box, files) {
  const list = box.querySelector("[data-previews]");
  if (!list) return;
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...files.map((file) => {
    const item = document.createElement("li");
    const figure = document.createElement("figure");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      figure.append(image);
    }
    const words = document.createElement("figcaption");
    words.className = "meta muted";
    words.textContent = `${file.name}, ${size(file.size)}`;
    figure.append(words);
    item.append(figure);
    return item;
  }));
  list.hidden = files.length === 0;
}

async function prepare(input) {
  const box = input.closest("[data-photos]");
  const status = box.querySelector("[data-status]");
  const turn = box.turn = (box.turn ?? 0) + 1; // a newer choice makes this one stale
  const chosen = [...input.files];
  if (chosen.length === 0) { preview(box, []); status.textContent = ""; return; }
  status.textContent = box.dataset.working;
  const files = [];
  for (const file of chosen) files.push(await shrink(file, Number(box.dataset.side) || SIDE)); // one by one: phones have little memory
  if (turn !== box.turn) return;
  try {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
  } catch { /* the originals stay in the input */ }
  preview(box, [...input.files]);
  const limit = Number(box.dataset.limit);
  status.textContent = limit && input.files.length > limit ? box.dataset.tooMany : box.dataset.ready;
  input.dispatchEvent(new Event("photos-ready"));
}

const pending = new WeakMap();
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-photos] input[type=file]")) return;
  const work = prepare(input).finally(() => { if (pending.get(input.form) === work) pending.delete(input.form); });
  if (input.form) pending.set(input.form, work);
});

// Sent while photos are still being made smaller: wait for them, then send with the same button.
document.addEventListener("submit", (event) => {
  const work = pending.get(event.target);
  if (!work) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target: form, submitter } = event;
  work.finally(() => form.requestSubmit(submitter));
}, true);
