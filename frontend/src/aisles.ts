// The shop's own rooms: the hall, its shelves, products, shops and makers.
import "../styles/aisles.css";
import "../styles/keeping.css";
import "../styles/scores.css";
import "./aisles/send";
