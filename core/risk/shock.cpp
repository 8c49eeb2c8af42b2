#include "core/risk/shock.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/config/text_distance.hpp"
#include "core/instruments/universe.hpp"

namespace basis {
namespace {

constexpr std::int64_t kMostHours = 8760;
const Ratio kLeastMove = Ratio::from_int(-1);
const Ratio kMostMove = Ratio::from_int(100);

struct MoveRow {
  std::string_view name;
  std::optional<Ratio> Shock::*move;
};
constexpr std::array<MoveRow, 5> kMoves = {{{"staking_rate", &Shock::staking_rate},
                                            {"steth_rate", &Shock::staking_rate},
                                            {"market_rate", &Shock::market_rate},
                                            {"basis", &Shock::basis},
                                            {"gas", &Shock::gas}}};

struct RateRow {
  std::string_view name;
  std::optional<RateOverTime> Shock::*rate;
  Ratio least;
};
const std::array<RateRow, 2> kRates = {
    {{"funding", &Shock::funding, kLeastMove}, {"borrow_rate", &Shock::borrow_rate, Ratio{}}}};

std::string in_lower_case(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (const std::string& asset : priced_assets()) names.push_back(in_lower_case(asset));
  for (const MoveRow& row : kMoves) names.emplace_back(row.name);
  for (const RateRow& row : kRates) names.emplace_back(row.name);
  return names;
}

Error bad(const std::string& problem) { return Error(ErrorKind::usage, problem); }

Result<Ratio> parse_move(std::string_view text, Ratio least = kLeastMove) {
  const auto move = Ratio::parse(text);
  if (!move) return bad(move.error().text());
  if (move.value() < least || move.value() > kMostMove)
    return bad(fmt::format("{} is out of range (allowed: {} to {})", move.value().to_string(), least.to_string(),
                           kMostMove.to_string()));
  return move.value();
}

Result<RateOverTime> parse_rate(std::string_view text, Ratio least) {
  const std::size_t times = text.find('x');
  if (times == text.npos || !text.ends_with('h'))
    return bad(fmt::format("'{}' is not RATExHOURSh, as in -0.0005x72h", text));
  RateOverTime rate;
  BASIS_TRY(rate.rate, parse_move(text.substr(0, times), least));
  const std::string_view hours = text.substr(times + 1, text.size() - times - 2);
  const char* const end = hours.data() + hours.size();
  const auto [stopped, failed] = std::from_chars(hours.data(), end, rate.hours);
  if (failed != std::errc{} || stopped != end || rate.hours < 1 || rate.hours > kMostHours)
    return bad(fmt::format("'{}' is no number of hours (allowed: 1 to {})", hours, kMostHours));
  return rate;
}

template <class T>
Result<void> set_once(std::optional<T>& place, Result<T> value) {
  if (!value) return value.error();
  if (place) return bad("is given twice");
  place = value.value();
  return ok();
}

Result<void> set_price(Shock& shock, const std::string& asset, std::string_view value) {
  BASIS_TRY(const Ratio move, parse_move(value));
  if (!shock.prices.emplace(asset, move).second) return bad("is given twice");
  return ok();
}

Result<void> read_part(Shock& shock, std::string_view part) {
  if (part.empty()) return bad("is empty");
  const std::size_t equals = part.find('=');
  if (equals == part.npos) return bad("is not NAME=VALUE");
  const std::string_view name = trimmed(part.substr(0, equals));
  const std::string_view value = trimmed(part.substr(equals + 1));
  for (const std::string& asset : priced_assets())
    if (in_lower_case(asset) == name) return set_price(shock, asset, value);
  for (const MoveRow& row : kMoves)
    if (row.name == name) return set_once(shock.*row.move, parse_move(value));
  for (const RateRow& row : kRates)
    if (row.name == name) return set_once(shock.*row.rate, parse_rate(value, row.least));
  return bad(fmt::format("unknown name '{}'{} (allowed: {})", name, suggestion(name, known_names()),
                         fmt::join(known_names(), " | ")));
}

}  // namespace

Result<Shock> parse_shock(std::string_view text) {
  Shock shock;
  shock.text = text;
  std::vector<std::string> faults;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view part = trimmed(text.substr(at, end - at));
    if (const auto read = read_part(shock, part); !read)
      faults.push_back(fmt::format("--shock: '{}': {}", part, read.error().text()));
    at = end + 1;
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return shock;
}

}  // namespace basis
