/** Pages without figures: only the theme switch. */
import "../components/theme-switch.js";
