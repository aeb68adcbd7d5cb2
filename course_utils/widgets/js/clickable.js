// A picture that reports where it is clicked or dragged. Python side: clickable.Clickable.
export default { render({ model, el }) {
    const img = document.createElement("img");
    img.style.cssText = "max-width:100%;cursor:crosshair;user-select:none";
    img.draggable = false;
    const draw = () => {
        const old = img.src;
        img.src = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
        if (old) URL.revokeObjectURL(old);
    };
    const send = (e) => {
        const box = img.getBoundingClientRect();
        model.set("point", [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.height]);
        model.save_changes();
    };
    img.addEventListener("pointerdown", (e) => { img.setPointerCapture(e.pointerId); send(e); });
    img.addEventListener("pointermove", (e) => { if (e.buttons) send(e); });
    model.on("change:png", draw);
    draw();
    el.appendChild(img);
} }
