#include "venues/feed_scan.hpp"

#include <algorithm>

#include "venues/recorded_frame.hpp"

namespace basis {
namespace {

/// The text between the quotes behind `key`, or empty.
std::string_view quoted_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == text.npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  const std::size_t end = rest.find('"');
  return end == rest.npos ? std::string_view{} : rest.substr(0, end);
}

bool plausible(std::string_view symbol) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !symbol.empty() && symbol.size() <= 32 && std::all_of(symbol.begin(), symbol.end(), allowed);
}

std::string_view symbol_in(const Frame& frame) {
  if (const auto asked = symbol_of_url(frame.channel); !asked.empty()) return asked;
  for (const std::string_view key : {R"("instId":")", R"("s":")", R"("symbol":")"})
    if (const auto symbol = quoted_behind(frame.bytes, key); plausible(symbol)) return symbol;
  // Some Bybit messages name the symbol only in the topic: orderbook.50.BTCUSDT.
  const std::string_view topic = quoted_behind(frame.bytes, R"("topic":")");
  const std::size_t dot = topic.rfind('.');
  return dot == topic.npos ? std::string_view{} : topic.substr(dot + 1);
}

int decimals_of(std::string_view number) {
  const std::size_t point = number.find('.');
  if (point == number.npos) return 0;
  const std::size_t last = number.find_last_not_of('0');
  return last < point ? 0 : static_cast<int>(last - point);
}

/// The most decimals among the prices of the levels in the frame: the first
/// string of every `["price","size"`.
int price_decimals(std::string_view bytes) {
  int most = 0;
  for (std::size_t at = bytes.find(R"([")"); at != bytes.npos; at = bytes.find(R"([")", at + 2)) {
    const std::string_view price = bytes.substr(at + 2, bytes.find('"', at + 2) - at - 2);
    if (price.size() < 24 && price.find_first_not_of("0123456789.") == price.npos)
      most = std::max(most, decimals_of(price));
  }
  return most;
}

}  // namespace

void FeedScan::look(const Frame& frame) {
  const auto venue = recognise_venue(frame);
  if (venue) ++votes_[static_cast<std::size_t>(*venue)];
  const std::string_view symbol = symbol_in(frame);
  if (!plausible(symbol)) return;
  const std::optional<FeedVenue> named = find_feed_venue(frame.venue);
  int& decimals = decimals_[{named, std::string(symbol)}];
  decimals = std::max(decimals, price_decimals(frame.bytes));
}

std::optional<FeedVenue> FeedScan::venue() const {
  const auto most = std::max_element(votes_.begin(), votes_.end());
  if (*most == 0) return std::nullopt;
  return static_cast<FeedVenue>(most - votes_.begin());
}

std::vector<SeenSymbol> FeedScan::symbols(std::optional<FeedVenue> only) const {
  std::vector<SeenSymbol> all;
  for (const auto& [where, decimals] : decimals_) {
    const auto venue = where.first ? where.first : only;
    if (venue) all.push_back({*venue, where.second, decimals});
  }
  return merged_symbols(std::move(all));
}

std::vector<SeenSymbol> merged_symbols(std::vector<SeenSymbol> all) {
  std::sort(all.begin(), all.end());
  // They are sorted: of equal markets the last one has the most decimals.
  std::vector<SeenSymbol> merged;
  for (SeenSymbol& symbol : all) {
    if (!merged.empty() && merged.back().venue == symbol.venue && merged.back().native == symbol.native)
      merged.back() = std::move(symbol);
    else
      merged.push_back(std::move(symbol));
  }
  return merged;
}

}  // namespace basis
