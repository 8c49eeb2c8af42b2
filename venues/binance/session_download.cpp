#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

constexpr std::size_t kPage = 1000;
/// Clocks, lists that lag, and what was under way: fills are asked for from a little before.
constexpr Nanos kOverlap = kMinute;
constexpr std::size_t kMostPaid = 10'000;

std::string millis_of(UtcTime time) { return std::to_string(time.nanos() / 1'000'000); }

}  // namespace

/// Everything is asked for one after the other, so that a download stays within the limits. `whole`: of a start or a
/// reconnect; otherwise the regular comparison, during which events go on.
void BinanceSession::download(bool whole) {
  if (!running_ || refused_ || user_up_ == 0 || (download_ && (download_->whole || !whole))) return;
  const auto of = std::make_shared<Download>();
  of->whole = whole;
  of->asked = calls_.venue_now();
  download_ = of;
  for (const Market* market : settings_.markets) of->markets[market->id].market = market->id;
  ask_open_orders(of);
  if (!product_.forced.path.empty() && whole)
    of->steps.emplace_back([this, of] {
      ask(of, product_.forced, {{"limit", "100"}}, [this, of](const CallAnswer& answer) {
        auto forced = reports_.forced_orders(answer.body);
        if (!forced) return download_failed(of, forced.error().text());
        of->forced = std::move(forced).value();
        download_step(of);
      });
    });
  for (const Market* market : settings_.markets) of->steps.emplace_back([this, of, market] { ask_fills(of, *market); });
  of->steps.emplace_back([this, of] { name_fills(of); });
  if (!product_.positions.path.empty())
    of->steps.emplace_back([this, of] {
      ask(of, product_.positions, {},
          [this, of](const CallAnswer& answer) { take_accounts(of, reports_.positions(answer.body), answer); });
    });
  of->steps.emplace_back([this, of] {
    ask(of, product_.balances, {},
        [this, of](const CallAnswer& answer) { take_accounts(of, reports_.balances(answer.body), answer); });
  });
  if (!product_.income.path.empty()) of->steps.emplace_back([this, of] { ask_payments(of); });
  download_step(of);
}

/// All orders of the account at a start, since foreign ones matter wherever they are; those of our markets later on.
void BinanceSession::ask_open_orders(const std::shared_ptr<Download>& of) {
  const auto take = [this, of](const CallAnswer& answer) { take_open(of, answer.body); };
  if (of->whole) {
    of->steps.emplace_back([this, of, take] { ask(of, product_.open_orders, {}, take); });
    return;
  }
  Endpoint one = product_.open_orders;
  one.weight = product_.open_orders_weight;
  for (const Market* market : settings_.markets)
    of->steps.emplace_back([this, of, take, one, market] { ask(of, one, {{"symbol", market->native}}, take); });
}

void BinanceSession::download_step(const std::shared_ptr<Download>& of) {
  if (download_ != of) return;
  if (of->steps.empty()) return download_done(of);
  const auto act = std::move(of->steps.front());
  of->steps.pop_front();
  act();
}

void BinanceSession::ask(const std::shared_ptr<Download>& of, const Endpoint& endpoint, Parameters parameters,
                         Done done) {
  calls_.call(endpoint, std::move(parameters), [this, of, done = std::move(done)](const CallAnswer& answer) {
    if (download_ != of) return;
    answer.ok ? done(answer) : download_failed(of, answer.text);
  });
}

void BinanceSession::download_failed(const std::shared_ptr<Download>& of, const std::string& why) {
  if (download_ != of) return;
  download_.reset();
  of->steps.clear();
  flush_held();
  if (of->whole) return later("the download failed: " + why, [this] { download(true); });
  alert("download", "the regular comparison with the venue failed: " + why);
  download_timer_ = network_.after(kDownloadEvery, [this] { download(false); });
}

bool BinanceSession::ours(std::string_view client) const {
  return client.starts_with(settings_.order_prefix) && ClientOrderId::parse(client).has_value();
}

void BinanceSession::take_open(const std::shared_ptr<Download>& of, std::string_view body) {
  auto listed = reports_.orders(body);
  if (!listed) return download_failed(of, listed.error().text());
  for (ListedOrder& order : listed.value()) {
    if (origin_of(order.client) != FillOrigin::order) continue;
    if (!ours(order.client)) of->foreign.push_back(fmt::format("{} ({})", order.client, order.symbol));
    if (order.known_market && ours(order.client)) of->markets[order.record.terms.market].open.push_back(order.record);
  }
  download_step(of);
}

void BinanceSession::ask_fills(const std::shared_ptr<Download>& of, const Market& market) {
  const UtcTime since = known_until_.value_or(of->asked) - kOverlap;
  page_trades(
      market.id, since, std::nullopt,
      [this, of](std::vector<OrderReport>&& fills) {
        for (OrderReport& fill : fills) {
          const auto forced = of->forced.find(static_cast<std::int64_t>(fill.order.low));
          if (forced != of->forced.end()) {
            fill.origin = forced->second;
            of->accounts.push_back(reports_.closing_of(fill));
          }
          of->markets[fill.market].fills.push_back(fill);
        }
      },
      [this, of](const std::string& error) { error.empty() ? download_step(of) : download_failed(of, error); });
}

/// Lists of trades name an order by the venue's id only. Those of orders that are not known are asked for one by one,
/// which tells their ends too.
void BinanceSession::name_fills(const std::shared_ptr<Download>& of) {
  for (auto& [id, market] : of->markets)
    for (OrderReport& fill : market.fills) {
      if (fill.id.is_set() || fill.origin != FillOrigin::order) continue;
      const auto here = of->names.find(fill.order);
      const auto before = names_.find(fill.order);
      if (here != of->names.end() || before != names_.end()) {
        fill.id = here != of->names.end() ? here->second : before->second;
        continue;
      }
      const Parameters parameters = {{"symbol", (*settings_.universe)[id].native},
                                     {"orderId", std::to_string(static_cast<std::int64_t>(fill.order.low))}};
      return calls_.call(product_.order, parameters, [this, of, key = fill.order](const CallAnswer& answer) {
        if (download_ != of) return;
        // What the venue has forgotten can be named by nobody.
        if (!answer.ok && answer.error.reason == RejectReason::unknown_order) {
          of->names[key] = {};
          return name_fills(of);
        }
        if (!answer.ok) return download_failed(of, answer.text);
        auto listed = reports_.order(answer.body);
        if (!listed) return download_failed(of, listed.error().text());
        const OrderRecord& record = listed.value().record;
        const bool own = listed.value().known_market && ours(listed.value().client);
        of->names[key] = own ? record.terms.id : ClientOrderId{};
        if (own && !record.open) of->markets[record.terms.market].ended.push_back(record);
        name_fills(of);
      });
    }
  download_step(of);
}

void BinanceSession::take_accounts(const std::shared_ptr<Download>& of, Result<std::vector<AccountReport>> read,
                                   const CallAnswer& answer) {
  if (!read) return download_failed(of, read.error().text());
  for (AccountReport& report : read.value()) {
    report.at_venue = answer.sent + calls_.offset();
    of->accounts.push_back(report);
  }
  download_step(of);
}

void BinanceSession::ask_payments(const std::shared_ptr<Download>& of) {
  page_income(
      income_until_.value_or(of->asked - kHour), [of](const AccountReport& paid) { of->accounts.push_back(paid); },
      [this, of](const std::string& error) {
        if (!error.empty()) return download_failed(of, error);
        income_until_ = of->asked - kMinute * 10;
        download_step(of);
      });
}

/// Windows of the longest span that the venue takes. A full page is followed by pages from the next trade id on, which
/// go past equal times and have no end of their own.
void BinanceSession::page_trades(MarketId market, UtcTime since, std::optional<std::int64_t> from,
                                 std::function<void(std::vector<OrderReport>&&)> take,
                                 std::function<void(std::string)> done) {
  const UtcTime now = calls_.venue_now();
  const UtcTime begin = std::max(since, now - product_.trades_history);
  const UtcTime end = std::min(begin + product_.trades_window - Nanos{1'000'000}, now);
  Parameters parameters = {{"symbol", (*settings_.universe)[market].native}, {"limit", std::to_string(kPage)}};
  if (from) {
    parameters.emplace_back("fromId", std::to_string(*from));
  } else {
    parameters.emplace_back("startTime", millis_of(begin));
    parameters.emplace_back("endTime", millis_of(end));
  }
  calls_.call(
      product_.trades, std::move(parameters),
      [this, market, begin, end, from, take = std::move(take), done = std::move(done)](const CallAnswer& answer) {
        if (!running_) return;
        if (!answer.ok) return done(answer.text);
        auto fills = reports_.trades(answer.body);
        if (!fills) return done(fills.error().text());
        const std::size_t count = fills.value().size();
        std::int64_t last = 0;
        for (const OrderReport& fill : fills.value()) last = std::max(last, static_cast<std::int64_t>(fill.trade.low));
        take(std::move(fills).value());
        if (count >= kPage) return page_trades(market, begin, last + 1, take, done);
        if (from || end + kSecond >= calls_.venue_now()) return done({});
        page_trades(market, end, std::nullopt, take, done);
      });
}

void BinanceSession::page_income(UtcTime since, std::function<void(const AccountReport&)> take,
                                 std::function<void(std::string)> done) {
  const Parameters parameters = {
      {"startTime", millis_of(since)}, {"endTime", millis_of(calls_.venue_now())}, {"limit", std::to_string(kPage)}};
  calls_.call(product_.income, parameters,
              [this, since, take = std::move(take), done = std::move(done)](const CallAnswer& answer) {
                if (!running_) return;
                if (!answer.ok) return done(answer.text);
                const auto rows = reports_.income(answer.body);
                if (!rows) return done(rows.error().text());
                UtcTime last = since;
                for (const Income& row : rows.value().rows) {
                  last = std::max(last, row.report.at_venue);
                  if (paid_.emplace(row.report.market, row.report.id).second) take(row.report);
                }
                while (paid_.size() > kMostPaid) paid_.erase(paid_.begin());
                if (rows.value().count < kPage) return done({});
                // A page that ends where it began is of one instant: there is no telling what lies behind it.
                if (rows.value().last <= since) return done("more than 1000 payments at one instant");
                page_income(rows.value().last, take, done);
              });
}

void BinanceSession::download_done(const std::shared_ptr<Download>& of) {
  const UtcTime received = network_.now_utc();
  const MonoTime at = network_.now_mono();
  if (!of->foreign.empty()) {
    const std::string who = fmt::format("orders of somebody else are open on the account: {}", of->foreign.front());
    if (!synced_ever_) return refuse(who + ": cancel them, or give this node an account of its own");
    if (foreign_told_ != who) alert("foreign_order", who);
    foreign_told_ = who;
  }
  synced_ever_ = true;
  for (const AccountReport& report : of->accounts) {
    if (report.kind == AccountReportKind::position)
      of->markets[report.market].position = Quantity::from_raw_checked(
          div_round(report.amount.raw(), Amount::kOne / Quantity::kOne, Rounding::toward_zero));
    if (report.kind != AccountReportKind::balance || product_.product != Product::spot) continue;
    for (const Market* market : settings_.markets)
      if (market->base == report.asset)
        of->markets[market->id].position =
            Quantity::from_raw_checked(div_round(report.amount.raw(), Amount::kOne / Quantity::kOne, Rounding::floor));
  }
  for (auto& [id, market] : of->markets) {
    if (of->whole) positions_[id] = market.position;
    for (const OrderRecord& record : market.open) {
      live_[record.terms.id] = id;
      sizes_[record.terms.id] = record.terms.size;
    }
    listener_.on_download(market, received, at);
  }
  download_.reset();
  for (const AccountReport& report : of->accounts) tell(report, received, at);
  flush_held();
  known_until_ = of->asked;
  if (of->whole) synced_ = true;
  download_timer_ = network_.after(kDownloadEvery, [this] { download(false); });
  judge_state();
}

}  // namespace basis::binance
