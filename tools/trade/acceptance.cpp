#include "tools/trade/acceptance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "venues/net/rate_budget.hpp"

namespace basis {
namespace {

std::int64_t millis(Nanos time) { return time.count / 1'000'000; }

}  // namespace

std::string_view acceptance_word(AcceptanceStep::Outcome outcome) {
  static constexpr std::string_view kWords[] = {"passed", "failed", "skipped"};
  return kWords[static_cast<std::size_t>(outcome)];
}

const Acceptance::Row Acceptance::kRows[] = {
    {"connect", &Acceptance::connect},
    {"clock", &Acceptance::clock},
    {"limits", &Acceptance::venue_limits},
    {"rules", &Acceptance::rules},
    {"account", &Acceptance::account},
    {"market data", &Acceptance::market_data},
    {"place", &Acceptance::rest},
    {"amend", &Acceptance::amend},
    {"cancel", &Acceptance::cancel},
    {"dead man set", &Acceptance::arm},
    {"dead man acts", &Acceptance::dead_man},
    {"round trip", &Acceptance::round_trip},
    {"reconnect", &Acceptance::reconnect},
    {"nothing left", &Acceptance::nothing_left},
};

Acceptance::~Acceptance() = default;

std::vector<AcceptanceStep> Acceptance::run() {
  std::vector<AcceptanceStep> steps;
  bool stopped = false;
  for (const Row& row : kRows) {
    const MonoTime began = parts_.network->now_mono();
    stopped = stopped || parts_.interrupted();
    Found found = try_step(row.act, stopped);
    AcceptanceStep& step = steps.emplace_back();
    step.step = row.step;
    step.outcome = found.outcome;
    step.figure = std::move(found.figure);
    step.took = parts_.network->now_mono() - began;
    parts_.told(step);
  }
  return steps;
}

/// What is left open is looked at whatever happened before.
Acceptance::Found Acceptance::try_step(Try act, bool stopped) {
  const bool first = act == &Acceptance::connect;
  const bool last = act == &Acceptance::nothing_left;
  if (stopped && !last) return skipped("interrupted");
  if (stopped) parts_.obeyed();
  if (!first && desk_ == nullptr) return skipped("there is no session");
  if (!first && act != &Acceptance::reconnect && !ready_) return skipped("not connected");
  return (this->*act)();
}

Acceptance::Found Acceptance::connect() {
  auto opened = parts_.open();
  if (!opened) return failed(opened.error().text());
  desk_ = std::move(opened).value();
  const auto market = desk_->account().find_market("--market", parts_.market);
  if (!market) return failed(market.error().text());
  market_ = market.value();
  const MonoTime began = desk_->network().now_mono();
  const Result<void> connected = desk_->connect(std::nullopt, parts_.wait);
  if (!connected) return failed(connected.error().text());
  ready_ = true;
  held_before_ = held();
  return {fmt::format("ready after {} ms", millis(desk_->network().now_mono() - began))};
}

Acceptance::Found Acceptance::clock() {
  return {fmt::format("the venue's clock less ours: {} ms", millis(desk_->clock_offset()))};
}

Acceptance::Found Acceptance::venue_limits() {
  std::vector<std::string> told;
  desk_->budgets()->for_each([&](const std::string& family, const net::RateBudget& budget) {
    budget.for_each([&](const net::RateWindow& window) {
      told.push_back(fmt::format("{} {} {}/{} in {} s", family, window.name, budget.used(window.name, desk_->now()),
                                 window.limit, window.length.count / kSecond.count));
    });
  });
  return {fmt::format("used of {}", fmt::join(told, ", "))};
}

Acceptance::Found Acceptance::rules() {
  std::vector<std::string> differ;
  for (const SessionAlert& alert : desk_->alerts())
    if (alert.kind == "market_refused" || alert.kind == "instruments") differ.push_back(alert.text);
  if (!differ.empty()) return failed(fmt::format("{}", fmt::join(differ, "; ")));
  for (const Market* market : desk_->markets())
    if (!desk_->readiness(market->id).synced) return failed(market->key + " takes no orders");
  return {fmt::format("{} markets are as configured", desk_->markets().size())};
}

Acceptance::Found Acceptance::account() {
  if (const auto told = desk_->refresh(parts_.wait); !told) return failed(told.error().text());
  open_ = desk_->open_orders();
  const auto positions =
      std::ranges::count_if(desk_->positions(), [](const auto& position) { return !position.second.amount.is_zero(); });
  std::vector<std::string> balances;
  for (const auto& [asset, told] : desk_->balances())
    if (!told.amount.is_zero())
      balances.push_back(fmt::format("{} {}", told.amount.to_string(), desk_->account().universe.name(asset)));
  if (balances.empty()) return failed("no balance was told");
  return {fmt::format("{}; {} positions, {} open orders", fmt::join(balances, ", "), positions, open_.size())};
}

/// Messages a second, the longest silence, and how long the book was in step.
Acceptance::Found Acceptance::market_data() {
  net::Network& network = desk_->network();
  const MonoTime asked = network.now_mono();
  if (!desk_->quote(*market_, parts_.wait)) return failed("the order book was not whole in time");
  const MonoTime began = network.now_mono();
  const FeedCounters& counters = desk_->feed(*market_).counters();
  const std::uint64_t before = counters.frames;
  std::uint64_t last = before;
  MonoTime heard = began;
  Nanos silence, in_step;
  MonoTime looked = began;
  static_cast<void>(desk_->wait(
      [&] {
        const MonoTime now = network.now_mono();
        const bool live = desk_->feed(*market_).book(*market_)->state() == BookState::live;
        if (live) in_step = Nanos{in_step.count + (now - looked).count};
        looked = now;
        if (counters.frames != last) heard = now;
        last = counters.frames;
        silence = std::max(silence, now - heard);
        return now - began >= parts_.watched;
      },
      parts_.watched + kSecond));
  const double seconds = static_cast<double>(parts_.watched.count) / 1e9;
  const auto share = in_step.count * 100 / std::max<std::int64_t>(1, (looked - began).count);
  const std::string figure = fmt::format(
      "whole after {} ms, {:.1f} messages a second, in step {} % of {:.0f} s, longest silence {} ms",
      millis(began - asked), static_cast<double>(counters.frames - before) / seconds, share, seconds, millis(silence));
  if (counters.failed != 0) return failed(fmt::format("{}; {} could not be read", figure, counters.failed));
  return counters.frames == before || share < 90 ? failed(figure) : Found{figure};
}

Acceptance::Found Acceptance::reconnect() {
  const MonoTime began = desk_->network().now_mono();
  const Result<void> connected = desk_->connect(std::nullopt, parts_.wait);
  ready_ = connected.has_value();
  if (!ready_) return failed(connected.error().text());
  return {fmt::format("dropped, and ready after {} ms", millis(desk_->network().now_mono() - began))};
}

Acceptance::Found Acceptance::nothing_left() {
  const std::string open = cancel_own();
  if (!open.empty()) return failed("may still be open: " + open);
  const Amount left = held() - held_before_;
  // What a market's smallest order cannot sell is dust.
  const Amount step = Amount::from_raw(i128{market().minimum_size.raw()} * (Amount::kOne / Quantity::kOne));
  const std::string figure = fmt::format("no order of ours is open, {} differs by {}", market().key, left.to_string());
  return left.abs() < step ? Found{figure} : failed(figure);
}

Amount Acceptance::held() const {
  if (!market().is_spot()) {
    const auto position = desk_->positions().find(*market_);
    return position == desk_->positions().end() ? Amount{} : position->second.amount;
  }
  const auto balance = desk_->balances().find(*market().base);
  return balance == desk_->balances().end() ? Amount{} : balance->second.amount;
}

TradeTable acceptance_table(const std::vector<std::pair<std::string, AcceptanceStep>>& steps) {
  TradeTable table{"steps", {"market", "step", "outcome", "ms", "figure"}};
  for (const auto& [market, step] : steps)
    table.rows.push_back({market, step.step, std::string(acceptance_word(step.outcome)),
                          std::to_string(millis(step.took)), step.figure});
  return table;
}

}  // namespace basis
