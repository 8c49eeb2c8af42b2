#include <fmt/format.h>

#include <algorithm>

#include "core/portfolio/fill_entry.hpp"
#include "venues/client/venue_session.hpp"

namespace basis::client {
namespace {

/// Clocks, lists that lag, and what was under way: fills are asked for from a little before.
constexpr Nanos kOverlap = kMinute;

}  // namespace

/// Everything is asked for one after the other, so that a download stays within the limits. `whole`: of a start or a
/// reconnect; otherwise the regular comparison, during which events go on.
void VenueSession::download(bool whole) {
  if (!running_ || refused_ || user_up_ == 0 || (download_ && (download_->whole || !whole))) return;
  const auto of = std::make_shared<Download>();
  of->whole = whole;
  of->asked = calls_.venue_now();
  download_ = of;
  for (const Market* market : settings_.markets) of->markets[market->id].market = market->id;
  ask_open_orders(of);
  if (whole && dialect_->forced_orders()) of->steps.emplace_back([this, of] { ask_forced(of); });
  for (const Market* market : settings_.markets) of->steps.emplace_back([this, of, market] { ask_fills(of, *market); });
  of->steps.emplace_back([this, of] { name_fills(of); });
  const auto take = [this, of](AccountReport& report, const CallAnswer& answer) {
    report.at_venue = answer.sent + calls_.offset();
    of->accounts.push_back(report);
  };
  std::vector<Request> positions = dialect_->positions();
  const bool listed = !positions.empty();
  of->steps.emplace_back([this, of] {
    of->positions_asked = calls_.venue_now();
    download_step(of);
  });
  ask_pages<AccountReport>(of, std::move(positions), &SessionDialect::read_accounts, take);
  if (listed)
    of->steps.emplace_back([this, of] {
      add_flat(*of);
      download_step(of);
    });
  ask_pages<AccountReport>(of, dialect_->balances(), &SessionDialect::read_accounts, take);
  if (traits_.payments) of->steps.emplace_back([this, of] { ask_payments(of); });
  download_step(of);
}

/// Which fills are of liquidations and ADL. Without the answer they show as somebody else's, which is safe.
void VenueSession::ask_forced(const std::shared_ptr<Download>& of) {
  calls_.call(*dialect_->forced_orders(), [this, of](const CallAnswer& answer) {
    if (download_ != of) return;
    if (!answer.ok && answer.error.kind != ErrorClass::refused) return download_failed(of, answer.text);
    if (answer.ok) {
      auto forced = dialect_->read_forced_orders(answer.body);
      if (!forced) return download_failed(of, forced.error().text());
      of->forced = std::move(forced).value();
    } else {
      alert("forced_orders", "orders that the venue made itself cannot be told apart: " + answer.text);
    }
    download_step(of);
  });
}

/// All orders of the account at a start, since foreign ones matter wherever they are; those of our markets later on.
void VenueSession::ask_open_orders(const std::shared_ptr<Download>& of) {
  const auto ask = [&](const Market* market) {
    ask_pages<ListedOrder>(of, dialect_->open_orders(market), &SessionDialect::read_open_orders,
                           [this, of](ListedOrder& order, const CallAnswer&) { take_open(of, order); });
  };
  if (of->whole) return ask(nullptr);
  for (const Market* market : settings_.markets) ask(market);
}

template <class Row>
void VenueSession::ask_pages(const std::shared_ptr<Download>& of, std::vector<Request> requests,
                             Result<Page<Row>> (SessionDialect::*read)(std::string_view, const Request&),
                             std::function<void(Row&, const CallAnswer&)> take) {
  for (Request& request : requests)
    of->steps.emplace_back([this, of, request = std::move(request), read, take] {
      const auto taken = [this, of, take](Row& row, const CallAnswer& answer) {
        if (download_ == of) take(row, answer);
      };
      page<Row>(request, read, taken, [this, of](const std::string& error) {
        if (download_ != of) return;
        error.empty() ? download_step(of) : download_failed(of, error);
      });
    });
}

void VenueSession::download_step(const std::shared_ptr<Download>& of) {
  if (download_ != of) return;
  if (of->steps.empty()) return download_done(of);
  const auto act = std::move(of->steps.front());
  of->steps.pop_front();
  act();
}

void VenueSession::download_failed(const std::shared_ptr<Download>& of, const std::string& why) {
  if (download_ != of) return;
  download_.reset();
  of->steps.clear();
  flush_held();
  if (of->whole) return later("the download failed: " + why, [this] { download(true); });
  alert("download", "the regular comparison with the venue failed: " + why);
  download_timer_ = network_.after(kDownloadEvery, [this] { download(false); });
}

bool VenueSession::ours(std::string_view client) const {
  return client.starts_with(settings_.order_prefix) && own_id(client).is_set();
}

void VenueSession::take_open(const std::shared_ptr<Download>& of, ListedOrder& order) {
  if (order.origin != FillOrigin::order) return;
  if (settings_.by_hand && !ours(order.client)) {
    ForeignOrder foreign{order.client, order.symbol};
    if (order.known_market) foreign.record = order.record;
    return listener_.on_foreign_order(foreign, network_.now_utc());
  }
  if (!ours(order.client)) of->foreign.push_back(fmt::format("{} ({})", order.client, order.symbol));
  if (order.known_market && ours(order.client)) of->markets[order.record.terms.market].open.push_back(order.record);
}

void VenueSession::ask_fills(const std::shared_ptr<Download>& of, const Market& market) {
  const UtcTime since = known_until_.value_or(of->asked) - kOverlap;
  page_fills(
      market, since,
      [this, of](std::vector<OrderReport>&& fills) {
        for (OrderReport& fill : fills) {
          const auto forced = of->forced.find(fill.order);
          if (forced != of->forced.end()) fill.origin = forced->second;
          if (fill.origin != FillOrigin::order)
            of->accounts.push_back(
                closing_of(fill, settings_.account,
                           (*settings_.universe)[fill.market].quote.value_or(settings_.universe->quote_asset())));
          of->markets[fill.market].fills.push_back(fill);
        }
      },
      [this, of](const std::string& error) { error.empty() ? download_step(of) : download_failed(of, error); });
}

/// Lists of fills may name an order by the venue's id only. Those of orders that are not known are asked for one by
/// one, which tells their ends too.
void VenueSession::name_fills(const std::shared_ptr<Download>& of) {
  for (auto& [id, market] : of->markets)
    for (OrderReport& fill : market.fills) {
      if (fill.id.is_set() || fill.origin != FillOrigin::order) continue;
      const auto here = of->names.find(fill.order);
      const auto before = names_.find(fill.order);
      if (here != of->names.end() || before != names_.end()) {
        fill.id = here != of->names.end() ? here->second : before->second;
        continue;
      }
      return look_for_order((*settings_.universe)[id], {{}, fill.order}, net::Priority::query,
                            [this, of, key = fill.order](const std::optional<ListedOrder>& found, UtcTime) {
                              if (download_ != of) return;
                              // What the venue has forgotten can be named by nobody.
                              const bool own = found && found->known_market && ours(found->client);
                              of->names[key] = own ? found->record.terms.id : ClientOrderId{};
                              if (own && !found->record.open)
                                of->markets[found->record.terms.market].ended.push_back(found->record);
                              name_fills(of);
                            },
                            [this, of](const std::string& why, UtcTime) { download_failed(of, why); });
    }
  download_step(of);
}

void VenueSession::ask_payments(const std::shared_ptr<Download>& of) {
  page_payments(
      payments_until_.value_or(of->asked - kHour), [of](const AccountReport& paid) { of->accounts.push_back(paid); },
      [this, of](const std::string& error) {
        if (download_ != of) return;
        if (!error.empty()) return download_failed(of, error);
        payments_until_ = of->asked - kMinute * 10;
        download_step(of);
      });
}

/// Venues list no position that is flat.
void VenueSession::add_flat(Download& of) {
  for (const Market* market : settings_.markets) {
    const auto is_of_market = [&](const AccountReport& report) {
      return report.kind == AccountReportKind::position && report.market == market->id;
    };
    if (market->is_spot() || std::ranges::any_of(of.accounts, is_of_market)) continue;
    AccountReport flat;
    flat.kind = AccountReportKind::position;
    flat.account = settings_.account;
    flat.market = market->id;
    flat.at_venue = of.positions_asked;
    of.accounts.push_back(flat);
  }
}

/// A position is what is told of it; of a spot market it is the balance of its coin.
void VenueSession::take_positions(Download& of) {
  for (const AccountReport& report : of.accounts) {
    if (report.kind == AccountReportKind::position)
      of.markets[report.market].position = quantity_of(report.amount, Rounding::toward_zero);
    if (report.kind != AccountReportKind::balance) continue;
    for (const Market* market : settings_.markets)
      if (market->is_spot() && market->base == report.asset)
        of.markets[market->id].position = quantity_of(report.amount, Rounding::floor);
  }
}

void VenueSession::download_done(const std::shared_ptr<Download>& of) {
  const UtcTime received = network_.now_utc();
  const MonoTime at = network_.now_mono();
  if (!of->foreign.empty()) {
    const std::string who = fmt::format("orders of somebody else are open on the account: {}", of->foreign.front());
    if (!synced_ever_) return refuse(who + ": cancel them, or give this node an account of its own");
    if (foreign_told_ != who) alert("foreign_order", who);
    foreign_told_ = who;
  }
  synced_ever_ = true;
  take_positions(*of);
  // What is not listed has ended meanwhile, unless it is on its way.
  if (of->whole)
    std::erase_if(live_, [&](const auto& order) {
      return std::none_of(sent_.begin(), sent_.end(),
                          [&](const auto& sent) { return sent.second.command.id == order.first; });
    });
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

}  // namespace basis::client
