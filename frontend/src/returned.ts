// Back from the bank: inside the sheet's frame tell the page around it, alone go on to the receipt.
import "../styles/tokens.css";
import "../styles/foundation.css";
import "../styles/controls.css";
import "../styles/hall.css";

const url = document.querySelector<HTMLElement>("[data-returned]")?.dataset["returned"];
if (url && window.parent !== window) window.parent.postMessage({ halles: "payment-returned", url }, location.origin);
else if (url) location.replace(url);
