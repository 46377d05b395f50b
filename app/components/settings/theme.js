// Keeps the choice where the log-in pages find it (a cookie) and where Streamlit does (its own entry for each path),
// then loads the page anew: Streamlit reads its entry only then.

export default function ({ data }) {
  document.cookie = `${data.cookie}=${data.chosen}; path=/; max-age=31536000; samesite=lax`;
  const name = data.chosen[0].toUpperCase() + data.chosen.slice(1);
  for (const key of data.keys) {
    if (data.chosen === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(name));
  }
  location.reload();
}
