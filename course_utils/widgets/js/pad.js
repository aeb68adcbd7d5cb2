// A square of pixels to draw on with the mouse. Python side: digit_pad._Pad.
export default { render({ model, el }) {
    const side = model.get("side"), scale = 224 / side;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    canvas.style.cssText = "width:224px;height:224px;background:black;cursor:crosshair;touch-action:none;" +
        "image-rendering:pixelated;border-radius:4px";
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    let last = null, timer = null;
    const show = () => {
        const values = model.get("pixels"), picture = ctx.createImageData(side, side);
        for (let i = 0; i < side * side; i++) {
            picture.data[4 * i] = picture.data[4 * i + 1] = picture.data[4 * i + 2] = values[i];
            picture.data[4 * i + 3] = 255;
        }
        ctx.putImageData(picture, 0, 0);
    };
    const send = () => {
        timer = null;
        const data = ctx.getImageData(0, 0, side, side).data, values = [];
        for (let i = 0; i < data.length; i += 4) values.push(data[i]);
        model.set("pixels", values);
        model.set("drawn", model.get("drawn") + 1);
        model.save_changes();
    };
    const at = (e) => {
        const box = canvas.getBoundingClientRect();
        return [(e.clientX - box.left) / scale, (e.clientY - box.top) / scale];
    };
    canvas.addEventListener("pointerdown", (e) => {
        canvas.setPointerCapture(e.pointerId);
        if (model.get("fresh")) { ctx.fillStyle = "black"; ctx.fillRect(0, 0, side, side); }
        model.set("fresh", false);
        last = at(e);
    });
    canvas.addEventListener("pointermove", (e) => {
        if (!e.buttons || !last) return;
        const here = at(e);
        ctx.strokeStyle = "white"; ctx.lineWidth = side / 9; ctx.lineCap = ctx.lineJoin = "round";
        ctx.beginPath(); ctx.moveTo(...last); ctx.lineTo(...here); ctx.stroke();
        last = here;
        if (!timer) timer = setTimeout(send, 40);
    });
    canvas.addEventListener("pointerup", () => { last = null; });
    model.on("change:pixels", () => { if (!last) show(); });
    show();
    el.appendChild(canvas);
} }
