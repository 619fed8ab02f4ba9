// The bundle of a live show: its room, the sheet over it, and paying in it.
import "../styles/tokens.css";
import "../styles/foundation.css";
import "../styles/controls.css";
import "../styles/hall.css";
import "../styles/stage.css";
import "../styles/sheet.css";
import "../styles/trade.css";
import "../styles/bag.css";
import "../styles/shows.css";
import "../styles/live.css";
import "../styles/acts.css";
import "./htmx/setup";
import "./feed/sheet";
import "./checkout/card";
import "./bag/swallow";
import "./live/player";
import "./live/room";
