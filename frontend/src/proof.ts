// The moments of a show in which something was bought.
import "../styles/proof.css";
import "./live/player";
