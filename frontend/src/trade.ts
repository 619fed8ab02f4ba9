// Pages of the hall where something is for sale: product, orders, receipt.
import "../styles/trade.css";
import "./checkout/card";
import "./bag/swallow";
import "../styles/returns.css";
