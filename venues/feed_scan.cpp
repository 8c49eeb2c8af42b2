#include "venues/feed_scan.hpp"

#include <algorithm>
#include <charconv>

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

std::optional<std::int64_t> number_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  std::int64_t value = 0;
  if (at == text.npos) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

/// Capital letters, digits, '-' and '_', or UTF-8: Binance has symbols in it.
bool plausible(std::string_view symbol) {
  const auto allowed = [](char c) {
    return (c & 0x80) != 0 || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !symbol.empty() && symbol.size() <= 32 && std::all_of(symbol.begin(), symbol.end(), allowed);
}

/// Empty where the frame is about no market, or about more than those that are recorded.
std::string symbol_in(const Frame& frame) {
  if (frame.channel.starts_with("http") && !other_request(frame.channel).empty()) return {};
  if (auto asked = symbol_of_url(frame.channel); !asked.empty()) return asked;
  for (const std::string_view key : {R"("instId":")", R"("s":")", R"("symbol":")"})
    if (const auto symbol = quoted_behind(frame.bytes, key); plausible(symbol)) return std::string(symbol);
  // Some Bybit messages name the symbol only in the topic: orderbook.50.BTCUSDT.
  const std::string_view topic = quoted_behind(frame.bytes, R"("topic":")");
  const std::size_t dot = topic.rfind('.');
  return std::string(dot == topic.npos ? std::string_view{} : topic.substr(dot + 1));
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
  if (venue) {
    ++votes_[static_cast<std::size_t>(*venue)];
    if (tells_product(frame)) ++told_[static_cast<std::size_t>(*venue)];
    if (feed_venue_info(*venue).configuration == "bybit") look_at_bybit(frame);
  }
  std::string symbol = symbol_in(frame);
  if (!plausible(symbol)) return;
  int& decimals = decimals_[{find_feed_venue(frame.venue), venue, std::move(symbol)}];
  decimals = std::max(decimals, price_decimals(frame.bytes));
}

void FeedScan::look_for_symbol(const Frame& frame) {
  std::string symbol = symbol_in(frame);
  if (!plausible(symbol)) return;
  const auto recognised = mixes_binance() ? recognise_venue(frame) : std::nullopt;
  decimals_.try_emplace({find_feed_venue(frame.venue), recognised, std::move(symbol)}, 0);
}

void FeedScan::look_at_bybit(const Frame& frame) {
  const std::string_view topic = quoted_behind(frame.bytes, R"("topic":")");
  const auto id = number_behind(frame.bytes, R"("u":)");
  const auto sequence = number_behind(frame.bytes, R"("seq":)");
  if (!topic.starts_with("orderbook.") || !id || !sequence) return;
  const auto [at, is_new] = bybit_books_.try_emplace(std::string(topic), Range{*id, *id, *sequence, *sequence});
  if (is_new) return;
  Range& range = at->second;
  range.first_id = std::min(range.first_id, *id);
  range.last_id = std::max(range.last_id, *id);
  range.first_sequence = std::min(range.first_sequence, *sequence);
  range.last_sequence = std::max(range.last_sequence, *sequence);
}

bool may_be_one_stream(const FeedScan::Range& a, const FeedScan::Range& b) {
  return a.first_id <= b.last_id && b.first_id <= a.last_id && a.first_sequence <= b.last_sequence &&
         b.first_sequence <= a.last_sequence;
}

std::optional<FeedVenue> FeedScan::venue() const {
  const auto most = std::max_element(votes_.begin(), votes_.end());
  if (*most == 0) return std::nullopt;
  const auto venue = static_cast<FeedVenue>(most - votes_.begin());
  // One frame that tells the product tells it for all: most of Bybit's tell nothing.
  const bool spot = told_[static_cast<std::size_t>(FeedVenue::bybit_spot)] != 0;
  return venue == FeedVenue::bybit && spot ? FeedVenue::bybit_spot : venue;
}

bool FeedScan::product_told() const {
  const auto found = venue();
  return found && told_[static_cast<std::size_t>(*found)] != 0;
}

bool FeedScan::mixes_bybit() const {
  return told_[static_cast<std::size_t>(FeedVenue::bybit_spot)] != 0 &&
         told_[static_cast<std::size_t>(FeedVenue::bybit)] != 0;
}

std::vector<SeenSymbol> FeedScan::symbols(std::optional<FeedVenue> only) const {
  std::vector<SeenSymbol> all;
  for (const auto& [where, decimals] : decimals_) {
    auto venue = where.named ? where.named : only;
    const bool binance = only && feed_venue_info(*only).configuration == "binance";
    if (!where.named && binance && mixes_binance() && where.recognised) venue = where.recognised;
    if (venue) all.push_back({*venue, where.native, decimals});
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
