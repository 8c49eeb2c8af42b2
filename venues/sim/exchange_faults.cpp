#include "venues/sim/exchange_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

#include "core/config/config_tree.hpp"

namespace basis::sim {
namespace {

using Kind = ExchangeFaultKind;

struct FaultRow {
  Kind kind;
  std::string_view word;
  FaultTarget target;
};
constexpr std::array<FaultRow, 28> kFaultRows{{
    {Kind::refuse, "refuse", FaultTarget::request},
    {Kind::lose, "lose", FaultTarget::request},
    {Kind::drop, "drop", FaultTarget::request},
    {Kind::delay, "delay", FaultTarget::request},
    {Kind::no_answer, "no_answer", FaultTarget::request},
    {Kind::cut, "cut", FaultTarget::request},
    {Kind::slow_answer, "slow_answer", FaultTarget::request},
    {Kind::rate_limit, "rate_limit", FaultTarget::request},
    {Kind::ban, "ban", FaultTarget::request},
    {Kind::unknown, "unknown", FaultTarget::request},
    {Kind::unavailable, "unavailable", FaultTarget::request},
    {Kind::silence, "silence", FaultTarget::frame},
    {Kind::skip, "skip", FaultTarget::frame},
    {Kind::repeat, "repeat", FaultTarget::frame},
    {Kind::late, "late", FaultTarget::frame},
    {Kind::drop_sockets, "drop_sockets", FaultTarget::instant},
    {Kind::shutdown, "shutdown", FaultTarget::instant},
    {Kind::clock_skew, "clock_skew", FaultTarget::instant},
    {Kind::listen_keys, "listen_keys", FaultTarget::instant},
    {Kind::maintenance, "maintenance", FaultTarget::instant},
    {Kind::halt, "halt", FaultTarget::instant},
    {Kind::resume, "resume", FaultTarget::instant},
    {Kind::liquidation, "liquidation", FaultTarget::instant},
    {Kind::deleveraging, "deleveraging", FaultTarget::instant},
    {Kind::extra_fill, "extra_fill", FaultTarget::instant},
    {Kind::slow_money, "slow_money", FaultTarget::instant},
    {Kind::failed_money, "failed_money", FaultTarget::instant},
    {Kind::held_money, "held_money", FaultTarget::instant},
}};

constexpr std::array<std::string_view, 13> kFaultKeys = {
    "kind", "venue", "account", "at", "on", "nth", "times", "seconds", "status", "code", "message", "symbol", "share"};

std::string fault_words() {
  std::string words;
  for (const FaultRow& row : kFaultRows) words.append(words.empty() ? "" : " | ").append(row.word);
  return words;
}

/// Reads the values of one entry, and collects what is wrong with them.
class EntryReader {
 public:
  EntryReader(const ConfigTree& tree, std::string name, std::vector<std::string>& faults)
      : tree_(tree), name_(std::move(name)), faults_(faults) {}

  [[nodiscard]] const ConfigValue* find(std::string_view key) const {
    return tree_.find(name_ + "." + std::string(key));
  }
  void text(std::string_view key, std::string& into) const {
    if (const ConfigValue* value = find(key)) into = value->text;
  }
  template <class Number>
  void whole(std::string_view key, Number low, Number high, Number& into) {
    const ConfigValue* const value = find(key);
    if (value == nullptr) return;
    const std::string& text = value->text;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (problem != std::errc() || end != text.data() + text.size() || into < low || into > high)
      fault(*value, key, fmt::format("{} to {}", low, high));
  }
  /// Seconds with up to nine decimals.
  void seconds(std::string_view key, std::string_view low, Nanos& into) {
    const ConfigValue* const value = find(key);
    if (value == nullptr) return;
    const auto parsed = parse_decimal(value->text, 9);
    const auto least = parse_decimal(low, 9);
    constexpr i128 kMost = i128{1'000'000} * 1'000'000'000;
    if (!parsed || parsed.value() < least.value() || parsed.value() > kMost)
      return fault(*value, key, fmt::format("{} to 1000000 seconds", low));
    into = Nanos{static_cast<std::int64_t>(parsed.value())};
  }
  void fault(const ConfigValue& value, std::string_view key, std::string_view allowed) {
    faults_.push_back(fmt::format("{}: {}.{}: '{}' is not allowed (allowed: {})", value.origin.text(), name_, key,
                                  value.shown(), allowed));
  }
  void missing(std::string_view key, std::string_view allowed) {
    faults_.push_back(fmt::format("{}: {}.{} is missing (allowed: {})", tree_.file, name_, key, allowed));
  }

 private:
  const ConfigTree& tree_;
  std::string name_;
  std::vector<std::string>& faults_;
};

ExchangeFault read_entry(EntryReader& entry) {
  ExchangeFault fault;
  std::string word;
  entry.text("kind", word);
  const auto row =
      std::find_if(kFaultRows.begin(), kFaultRows.end(), [&](const FaultRow& one) { return one.word == word; });
  if (row == kFaultRows.end()) {
    const ConfigValue* const value = entry.find("kind");
    value == nullptr ? entry.missing("kind", fault_words()) : entry.fault(*value, "kind", fault_words());
    return fault;
  }
  fault.kind = row->kind;
  entry.text("venue", fault.venue);
  entry.text("account", fault.account);
  entry.text("on", fault.on);
  entry.text("message", fault.message);
  entry.text("symbol", fault.symbol);
  entry.whole<std::int64_t>("nth", 1, 1'000'000'000, fault.nth);
  entry.whole<std::int64_t>("times", 1, 1'000'000'000, fault.times);
  entry.whole<unsigned>("status", 200, 599, fault.status);
  entry.whole<int>("code", -1'000'000, 1'000'000, fault.code);
  entry.seconds("seconds", fault.kind == Kind::clock_skew ? "-1000000" : "0", fault.seconds);
  if (entry.find("at") != nullptr) {
    Nanos at{};
    entry.seconds("at", "0", at);
    fault.at = at;
  }
  if (const ConfigValue* const value = entry.find("share")) {
    const auto share = Ratio::parse(value->text);
    if (!share || share.value().sign() <= 0 || share.value() > from_text<Ratio>("1"))
      entry.fault(*value, "share", "over 0, at most 1");
    else
      fault.share = share.value();
  }
  if (row->target == FaultTarget::instant && !fault.at) entry.missing("at", "seconds after the start");
  if (row->target != FaultTarget::instant && fault.on.empty())
    entry.missing("on", "a request, a command, a stream or an event");
  const bool of_symbol = fault.kind == Kind::halt || fault.kind == Kind::resume || fault.kind == Kind::deleveraging ||
                         fault.kind == Kind::extra_fill;
  if (of_symbol && fault.symbol.empty()) entry.missing("symbol", "the venue's symbol");
  return fault;
}

}  // namespace

FaultTarget target_of(Kind kind) {
  return std::find_if(kFaultRows.begin(), kFaultRows.end(), [&](const auto& row) { return row.kind == kind; })->target;
}

std::string_view fault_word(Kind kind) {
  return std::find_if(kFaultRows.begin(), kFaultRows.end(), [&](const auto& row) { return row.kind == kind; })->word;
}

Result<std::vector<ExchangeFault>> parse_faults(std::string_view text, const std::string& file) {
  BASIS_TRY(const ConfigTree tree, parse_config_tree(text, file));
  std::vector<std::string> wrong;
  for (const auto& [key, value] : tree.values) {
    // "faults.NAME.KEY"
    const std::string_view path = key;
    const std::size_t dot = path.starts_with("faults.") ? path.find('.', 7) : path.npos;
    const std::string_view own = dot == path.npos ? std::string_view() : path.substr(dot + 1);
    if (std::find(kFaultKeys.begin(), kFaultKeys.end(), own) != kFaultKeys.end()) continue;
    wrong.push_back(fmt::format("{}: '{}' is not faults.NAME.KEY (allowed keys: {})", value.origin.text(), key,
                                fmt::join(kFaultKeys, " | ")));
  }
  std::vector<ExchangeFault> faults;
  for (const std::string& name : tree.children("faults")) {
    EntryReader entry(tree, "faults." + name, wrong);
    faults.push_back(read_entry(entry));
  }
  if (!wrong.empty()) return Error(ErrorKind::usage, std::move(wrong));
  return faults;
}

Result<std::vector<ExchangeFault>> read_faults(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  std::stringstream text;
  if (!input || !(text << input.rdbuf()))
    return Error(ErrorKind::data, fmt::format("--fault: {} cannot be read", file.string()));
  return parse_faults(text.str(), file.string());
}

void FaultDesk::add(ExchangeFault fault) { faults_.push_back(std::move(fault)); }

std::optional<ExchangeFault> FaultDesk::strike(FaultTarget target, std::string_view venue, std::string_view what,
                                               UtcTime now) {
  for (ExchangeFault& fault : faults_) {
    if (target_of(fault.kind) != target || (!fault.venue.empty() && fault.venue != venue)) continue;
    if (!what.starts_with(fault.on) || (fault.at && now < start_ + *fault.at)) continue;
    if (fault.kind == Kind::silence && fault.begun) {
      if (fault.seconds.count == 0 || now < *fault.begun + fault.seconds) return fault;
      continue;
    }
    if (++fault.seen < fault.nth || fault.seen >= fault.nth + fault.times) continue;
    if (fault.kind == Kind::silence) fault.begun = now;
    return fault;
  }
  return std::nullopt;
}

std::optional<ExchangeFault> FaultDesk::on_request(std::string_view venue, std::string_view action, UtcTime now) {
  return faults_.empty() ? std::nullopt : strike(FaultTarget::request, venue, action, now);
}

std::optional<ExchangeFault> FaultDesk::on_frame(std::string_view venue, std::string_view stream, UtcTime now) {
  return faults_.empty() ? std::nullopt : strike(FaultTarget::frame, venue, stream, now);
}

std::optional<UtcTime> FaultDesk::next_due() const {
  std::optional<UtcTime> next;
  for (const ExchangeFault& fault : faults_)
    if (target_of(fault.kind) == FaultTarget::instant && fault.seen == 0) {
      const UtcTime at = start_ + fault.at.value_or(Nanos{});
      if (!next || at < *next) next = at;
    }
  return next;
}

std::vector<ExchangeFault> FaultDesk::take_due(UtcTime now) {
  std::vector<ExchangeFault> due;
  for (ExchangeFault& fault : faults_)
    if (target_of(fault.kind) == FaultTarget::instant && fault.seen == 0 &&
        start_ + fault.at.value_or(Nanos{}) <= now) {
      fault.seen = 1;
      due.push_back(fault);
    }
  std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return due;
}

}  // namespace basis::sim
