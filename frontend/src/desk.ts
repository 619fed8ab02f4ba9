// Desks: the seller's, the creator's and the staff's pages, for reading figures and deciding.
import "../styles/trade.css";
import "../styles/desk.css";
import "../styles/studio.css";
import "../styles/returns.css";
import "../styles/numbers.css";
import "../styles/samples.css";
import "../styles/scores.css";
