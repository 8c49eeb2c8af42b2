#include <fmt/format.h>

#include "venues/binance/errors.hpp"
#include "venues/binance/session.hpp"

namespace basis::binance {

void BinanceSession::Ear::on_open(std::uint32_t connection) {
  if (deaf) return;
  orders ? session.orders_open(connection) : session.user_open(connection);
}

void BinanceSession::Ear::on_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) {
  if (deaf) return;
  orders ? session.orders_text(connection, text, received, at) : session.user_text(connection, text, received, at);
}

void BinanceSession::Ear::on_closed(std::uint32_t connection, const std::string& reason) {
  if (deaf) return;
  orders ? session.orders_closed(connection, reason) : session.user_closed(connection, reason);
}

/// Where there are listen keys, every stream begins with asking for one: a stream of a key that is gone is silent.
void BinanceSession::open_user_stream() {
  if (opening_user_ || !running_ || refused_) return;
  opening_user_ = true;
  const auto open = [this](const std::string& key) {
    opening_user_ = false;
    net::SteadySettings user;
    user.request = {settings_.endpoints.private_streams, std::string(product_.user_target) + key, {}};
    // The venue pings every few minutes; events may be rare.
    user.silence = kMinute * 8;
    user.seed = settings_.seed + 4;
    user_ear_ = std::make_unique<Ear>(*this, false);
    user_ = std::make_unique<net::SteadySocket>(network_, user, *user_ear_);
    user_->start();
  };
  if (!product_.listen_key) return open("");
  calls_.call(
      product_.key_create, {},
      [this, open](const CallAnswer& answer) {
        if (!running_ || refused_) return;
        std::string key;
        if (answer.ok)
          static_cast<void>(reader_.object("a listen key", answer.body,
                                           [&](wire::JsonObject root) { key = root.text("listenKey"); }));
        if (!key.empty()) {
          listen_key_ = key;
          key_timer_ = network_.after(kRenewEvery, [this] { renew_key(); });
          return open(key);
        }
        opening_user_ = false;
        if (!answer.ok && answer.error.kind == ErrorClass::config) return refuse(advice(answer));
        later("no listen key: " + answer.text, [this] { open_user_stream(); });
      },
      net::Priority::trade);
}

void BinanceSession::renew_key() {
  key_timer_ = network_.after(kRenewEvery, [this] { renew_key(); });
  calls_.call(
      product_.key_renew, {},
      [this](const CallAnswer& answer) {
        // -1125: the key is gone, and its stream is silent.
        if (!answer.ok && answer.code == -1125) user_lost("the listen key is gone");
      },
      net::Priority::trade);
}

void BinanceSession::user_open(std::uint32_t connection) {
  if (product_.listen_key) return user_ready(connection);
  user_->send(connection, calls_.requests().signed_frame(fmt::format("user{}", connection),
                                                         "userDataStream.subscribe.signature", {}, calls_.venue_now()));
}

/// Events come over this connection. The first one begins a download; a successor only takes over.
void BinanceSession::user_ready(std::uint32_t connection) {
  const bool first = user_up_ == 0;
  user_up_ = connection;
  user_->in_step(connection);
  if (first) download(true);
  judge_state();
}

void BinanceSession::user_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) {
  if (product_.listen_key) return take_event(text, received, at);
  auto answer = reports_.socket_answer(text);
  if (!answer) return alert("unreadable", answer.error().text());
  if (answer.value().event) return take_event(answer.value().result, received, at);
  if (answer.value().id != fmt::format("user{}", connection)) return;
  if (answer.value().status == 200) return user_ready(connection);
  CallAnswer refusal;
  refusal.code = answer.value().code;
  refusal.error = classify(product_.product, refusal.code, answer.value().message, answer.value().status);
  refusal.text = fmt::format("{} {}", refusal.code, answer.value().message);
  if (refusal.error.kind == ErrorClass::config) return refuse(advice(refusal));
  if (refusal.error.kind == ErrorClass::clock) clock_refused();
  later("the user stream is refused: " + refusal.text, [this, connection] {
    if (user_) user_open(connection);
  });
}

void BinanceSession::user_closed(std::uint32_t connection, const std::string& reason) {
  if (connection != user_up_) {
    if (user_up_ == 0) judge_state("the user stream does not open: " + reason);
    return;
  }
  user_up_ = 0;
  user_lost("the user stream is lost: " + reason);
}

/// One reconnect and one download, however often a loss is told.
void BinanceSession::user_lost(const std::string& reason) {
  user_up_ = 0;
  synced_ = false;
  download_.reset();
  flush_held();
  judge_state(reason);
  if (!product_.listen_key || opening_user_ || !running_ || refused_) return;
  // The socket may be hearing us just now: it goes when it has ended its call.
  defer([this] {
    if (!user_) return;
    user_ear_->deaf = true;
    user_->stop();
    retired_ = std::move(user_);
    retired_ear_ = std::move(user_ear_);
    open_user_stream();
  });
}

void BinanceSession::take_event(std::string_view json, UtcTime received, MonoTime at) {
  const auto read = reports_.event(json, news_);
  if (!read) {
    // What it said is learned by asking.
    alert("unreadable", read.error().text());
    if (!download_) download(false);
    return;
  }
  const PrivateNews news = news_;
  for (const OrderReport& report : news.orders) tell(report, received, at);
  for (const AccountReport& report : news.accounts) tell(report, received, at);
  if (!news.unknown_asset.empty())
    alert("unknown_asset", fmt::format("a fee was paid in {}, which is not configured", news.unknown_asset));
  act_on(news, received);
}

void BinanceSession::act_on(const PrivateNews& news, UtcTime) {
  switch (news.kind) {
    case PrivateKind::ignored:
    case PrivateKind::news: break;
    case PrivateKind::balance_moved: refresh_account(); break;
    case PrivateKind::funding: refresh_income(); break;
    case PrivateKind::stream_ended:
      if (user_up_ != 0) user_->restart_soon();
      break;
    case PrivateKind::key_expired:
      if (user_up_ != 0) user_lost("the listen key has expired");
      break;
    case PrivateKind::margin_call: alert("margin_call", news.text); break;
    case PrivateKind::config_changed:
      if (!news.market) {
        unfit_ = news.text + ": switch it back and start again";
        alert("account_mode", unfit_);
      } else if (news.leverage != settings_.leverage) {
        misleveraged_.insert(*news.market);
        alert("leverage_changed", fmt::format("{}: it is {} in the configuration", news.text, settings_.leverage));
      } else {
        misleveraged_.erase(*news.market);
      }
      judge_state();
      break;
  }
}

/// Balances as the venue has them, once for a burst of events.
void BinanceSession::refresh_account() {
  if (account_timer_) return;
  account_timer_ = network_.after(kSecond, [this] {
    account_timer_.reset();
    calls_.call(product_.balances, {}, [this](const CallAnswer& answer) {
      if (!answer.ok || !running_) return;
      const auto balances = reports_.balances(answer.body);
      if (!balances) return alert("unreadable", balances.error().text());
      for (AccountReport report : balances.value()) {
        report.at_venue = answer.sent + calls_.offset();
        tell(report, answer.received, network_.now_mono());
      }
    });
  });
}

/// Payments as the venue lists them, which may be some time after it told that there was one.
void BinanceSession::refresh_income() {
  if (product_.income.path.empty()) return;
  income_tries_ = 3;
  if (income_timer_) return;
  income_timer_ = network_.after(kSecond, [this] { ask_income(); });
}

void BinanceSession::ask_income() {
  const UtcTime asked = calls_.venue_now();
  page_income(
      income_until_.value_or(asked - kHour),
      [this](const AccountReport& report) { tell(report, network_.now_utc(), network_.now_mono()); },
      [this, asked](const std::string& error) {
        // Rows may be listed late: what is asked for next overlaps.
        if (error.empty()) income_until_ = asked - kMinute * 10;
        if (--income_tries_ > 0)
          income_timer_ = network_.after(kSecond * 20, [this] { ask_income(); });
        else
          income_timer_.reset();
      });
}

}  // namespace basis::binance
