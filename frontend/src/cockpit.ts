// The bundle of the desk while a show runs.
import "../styles/tokens.css";
import "../styles/foundation.css";
import "../styles/controls.css";
import "../styles/hall.css";
import "../styles/stage.css";
import "../styles/shows.css";
import "../styles/live.css";
import "../styles/acts.css";
import "../styles/cockpit.css";
import "./htmx/setup";
import "./live/player";
import "./live/publish";
import "./live/cockpit";
