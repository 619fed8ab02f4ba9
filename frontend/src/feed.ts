// The bundle of the stage: the feed, the sheet over it, and paying in it.
import "../styles/tokens.css";
import "../styles/foundation.css";
import "../styles/controls.css";
import "../styles/hall.css";
import "../styles/stage.css";
import "../styles/shows.css";
import "../styles/sheet.css";
import "../styles/trade.css";
import "../styles/bag.css";
import "./htmx/setup";
import "./feed/player";
import "./feed/sheet";
import "./feed/call";
import "./checkout/card";
import "./bag/swallow";
