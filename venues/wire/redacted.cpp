#include "venues/wire/redacted.hpp"

#include <algorithm>
#include <array>

namespace basis::wire {
namespace {

/// Names whose values are secrets at one venue or another, in lower case.
constexpr std::array<std::string_view, 14> kSecretNames{
    "apikey",         "api_key",    "signature",    "listenkey",     "passphrase",     "sign",
    "secret",         "secretkey",  "x-mbx-apikey", "ok-access-key", "ok-access-sign", "ok-access-passphrase",
    "x-bapi-api-key", "x-bapi-sign"};
/// Paths behind which the key of a stream stands; that of a market's stream has an '@'.
constexpr std::array<std::string_view, 2> kKeyPaths{"/private/ws/", "/ws/"};

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || letter == '-';
}

/// Where the value of a JSON member begins whose name ends at `at` (its quote); npos: none does.
std::size_t member_value(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '"') return std::string_view::npos;
  std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
  if (next == std::string_view::npos || text[next] != ':') return std::string_view::npos;
  next = text.find_first_not_of(" \t\r\n", next + 1);
  return next != std::string_view::npos && text[next] == '"' ? next + 1 : std::string_view::npos;
}

std::size_t end_of_string(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at;
  }
  return text.size();
}

/// The key at the end of a stream's path is taken out of `text`.
std::string without_path_key(std::string_view text) {
  for (const std::string_view path : kKeyPaths) {
    const std::size_t found = text.find(path);
    if (found == std::string_view::npos) continue;
    const std::size_t from = found + path.size();
    const std::size_t end = std::min(text.find_first_of("?/ \"", from), text.size());
    const std::string_view key = text.substr(from, end - from);
    if (key.empty() || key.find('@') != std::string_view::npos) continue;
    return std::string(text.substr(0, from)) + "*" + std::string(text.substr(end));
  }
  return std::string(text);
}

/// The texts among the arguments of a login are taken out of `text`:
/// `{"op":"auth","args":["KEY",1662350400000,"SIGN"]}`
/// ("Authentication" of Bybit's "Connect", v5).
std::string without_login(std::string text) {
  constexpr std::string_view kArguments = R"("args":[)";
  const std::size_t from = text.find(kArguments);
  if (text.find(R"("op":"auth")") == std::string::npos || from == std::string::npos) return text;
  std::string out = text.substr(0, from + kArguments.size());
  for (std::size_t at = out.size(); at < text.size();) {
    out += text[at];
    if (text[at] == ']') return out + text.substr(at + 1);
    if (text[at++] != '"') continue;
    out += '*';
    at = end_of_string(text, at);
    if (at < text.size()) out += text[at++];
  }
  return out;
}

}  // namespace

bool names_secret(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return std::ranges::find(kSecretNames, lower) != kSecretNames.end();
}

std::string redacted(std::string_view text) {
  const std::string whole = without_login(without_path_key(text));
  text = whole;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_letter(text[at])) {
      out += text[at++];
      continue;
    }
    const auto end_of_name = std::ranges::find_if_not(text.substr(at), is_name_letter);
    const std::size_t end = at + static_cast<std::size_t>(end_of_name - text.substr(at).begin());
    const std::string_view name = text.substr(at, end - at);
    out += name;
    at = end;
    if (!names_secret(name)) continue;
    if (const std::size_t value = member_value(text, end); value != std::string_view::npos) {
      out += text.substr(end, value - end);
      out += '*';
      at = end_of_string(text, value);
    } else if (end < text.size() && text[end] == '=') {
      out += "=*";
      at = std::min(text.find_first_of("& \r\n\"", end + 1), text.size());
    }
  }
  return out;
}

}  // namespace basis::wire
