// Saved cards in the account, and the pages of the sandbox provider.
import "../styles/cards.css";
import "./checkout/card";
