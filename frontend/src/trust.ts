// What people say to each other: reviews, questions, messages; their pictures and videos.
import "../styles/trust.css";
import "./pictures/field";

// Only the page of one's own review sends a video.
if (document.querySelector("video-upload")) void import("./studio/upload");

// The newest message is what one came for.
document.querySelector("[data-latest]")?.scrollIntoView({ block: "nearest" });
