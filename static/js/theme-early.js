// Sets the kept theme before the first paint; a classic script, so that nothing flashes in the other theme.
try {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
} catch {
  // A frame may have no storage: then the system's theme holds.
}
