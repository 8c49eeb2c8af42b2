#include "core/config/database_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace basis {
namespace {

constexpr std::string_view kAllowed =
    "(allowed: sqlite:///path/file.db | sqlite:path/file.db | postgresql://user:password@host:port/name)";
constexpr std::string_view kMask = "********";
constexpr std::string_view kSqlite = "sqlite:";

Error malformed(const std::string& problem) {
  return Error(ErrorKind::usage, fmt::format("malformed database address: {} {}", problem, kAllowed));
}

std::optional<char> hex_byte(std::string_view digits) {
  int value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (problem != std::errc() || digits.size() != 2 || end != digits.data() + 2 || value == 0) return std::nullopt;
  return static_cast<char>(value);
}

/// Decodes percent-escapes; absent when one is malformed or encodes NUL.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = hex_byte(text.substr(i + 1, 2));
    if (!byte) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// The port of one `host:port`; absent when there is none. Colons of an IPv6 address in brackets (`[::1]`) separate no
/// port.
std::optional<std::string_view> port_of(std::string_view host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return std::nullopt;
  return host.substr(colon + 1);
}

/// Calls `visit` for each piece of `text` between separators.
template <class Visit>
void each_piece(std::string_view text, char separator, Visit visit) {
  for (;;) {
    const std::size_t end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

bool good_ports(std::string_view hosts) {
  bool good = true;
  each_piece(hosts, ',', [&](std::string_view host) {
    const auto port = port_of(host);
    if (port && !port->empty() && !is_port(*port)) good = false;
  });
  return good;
}

bool is_password_option(std::string_view name) { return name == "password" || name == "sslpassword"; }

/// The options after `?` with masked passwords; the passwords are appended to `passwords`.
std::string shown_options(std::string_view query, std::vector<std::string>& passwords) {
  std::string shown;
  each_piece(query, '&', [&](std::string_view option) {
    const std::size_t equals = option.find('=');
    shown += shown.empty() ? "?" : "&";
    if (equals == std::string_view::npos || !is_password_option(option.substr(0, equals))) {
      shown += option;
      return;
    }
    passwords.emplace_back(option.substr(equals + 1));
    shown += std::string(option.substr(0, equals + 1)) + std::string(kMask);
  });
  return shown;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

Result<DatabaseUrl> DatabaseUrl::parse(std::string_view text) {
  if (text.empty()) return malformed("it is empty");
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return malformed("it holds a control character");
  if (text.starts_with(kSqlite)) return parse_sqlite(text);
  if (text.starts_with("postgresql://") || text.starts_with("postgres://")) return parse_postgresql(text);
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || text.substr(0, scheme).find_first_of(":@/ ") != std::string_view::npos)
    return malformed("it has no scheme");
  return malformed(fmt::format("unknown scheme '{}'", text.substr(0, scheme)));
}

Result<DatabaseUrl> parse_journal_url(std::string_view text) {
  constexpr std::string_view kPostgresqlOnly = "(allowed: postgresql://user:password@host:port/name)";
  BASIS_TRY(DatabaseUrl url, DatabaseUrl::parse(text));
  if (url.kind() == DatabaseKind::postgresql) return url;
  return Error(ErrorKind::usage,
               fmt::format("it is a file, and the database of journals is a server's {}", kPostgresqlOnly));
}

Result<DatabaseUrl> DatabaseUrl::parse_sqlite(std::string_view text) {
  std::string_view path = text.substr(kSqlite.size());
  if (path.starts_with("//")) {
    path.remove_prefix(2);
    if (!path.starts_with('/')) return malformed("sqlite:// takes a third slash, where the path begins");
  }
  if (path.empty() || path.ends_with('/')) return malformed("a file name is missing");
  DatabaseUrl url;
  url.kind_ = DatabaseKind::sqlite;
  url.shown_ = std::string(text);
  url.address_ = Secret(path);
  return url;
}

Result<DatabaseUrl> DatabaseUrl::parse_postgresql(std::string_view text) {
  if (text.find(' ') != std::string_view::npos) return malformed("it holds a space, which is written %20");
  if (!decoded(text)) return malformed("a '%' without two hexadecimal digits behind it");
  const std::size_t begin = text.find("://") + 3;
  const std::string_view rest = text.substr(begin);
  // libpq ends user and password at the first '@', unless a '/' comes before it.
  const std::size_t at = rest.find_first_of("@/");
  const bool has_user = at != std::string_view::npos && rest[at] == '@';
  if (std::ranges::count(text, '@') != (has_user ? 1 : 0))
    return malformed("within a name or password '@' is written %40 and '/' is written %2F");
  const std::string_view user = has_user ? rest.substr(0, at) : std::string_view();
  const std::string_view tail = has_user ? rest.substr(at + 1) : rest;
  const std::size_t query = tail.find('?');
  const std::string_view target = tail.substr(0, query);
  if (!good_ports(target.substr(0, target.find('/')))) return malformed("a port must be a number from 1 to 65535");

  std::vector<std::string> passwords;
  DatabaseUrl url;
  url.kind_ = DatabaseKind::postgresql;
  url.shown_ = std::string(text.substr(0, begin));
  const std::size_t colon = user.find(':');
  url.shown_ += user.substr(0, colon);
  if (colon != std::string_view::npos) {
    passwords.emplace_back(user.substr(colon + 1));
    url.shown_ += ":" + std::string(kMask);
  }
  if (has_user) url.shown_ += '@';
  url.shown_ += target;
  if (query != std::string_view::npos) url.shown_ += shown_options(tail.substr(query + 1), passwords);
  url.address_ = Secret(text);
  for (const std::string& password : passwords) {
    url.passwords_.emplace_back(password);
    if (const auto plain = decoded(password); plain && *plain != password) url.passwords_.emplace_back(*plain);
  }
  return url;
}

std::string DatabaseUrl::without_password(std::string words) const {
  replace_all(words, reveal(), shown_);
  for (const Secret& password : passwords_)
    if (password.is_set()) replace_all(words, password.reveal(), kMask);
  std::string line;
  for (const char c : words) {
    const bool blank = c == '\n' || c == '\t' || c == '\r' || c == ' ';
    if (!blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace basis
