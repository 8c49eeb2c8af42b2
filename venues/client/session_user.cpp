#include <fmt/format.h>

#include "venues/client/venue_session.hpp"

namespace basis::client {

void VenueSession::Ear::on_open(std::uint32_t connection) {
  open.insert(connection);
  if (deaf) return;
  line == Line::orders ? session.orders_open(connection) : session.user_open(connection);
}

void VenueSession::Ear::on_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) {
  if (deaf) return;
  line == Line::orders ? session.orders_text(connection, text, received, at)
                       : session.user_text(connection, text, received, at);
}

void VenueSession::Ear::on_closed(std::uint32_t connection, const std::string& reason) {
  open.erase(connection);
  if (deaf) return;
  line == Line::orders ? session.orders_closed(connection, reason) : session.user_closed(connection, reason);
}

void VenueSession::say_alive() {
  alive_timer_ = network_.after(kKeepAliveEvery, [this] {
    const std::string_view words = dialect_->market().keep_alive();
    if (user_)
      for (const std::uint32_t connection : user_ear_->open) user_->send(connection, words);
    if (orders_)
      for (const std::uint32_t connection : orders_ear_.open) orders_->send(connection, words);
    say_alive();
  });
}

/// Where there are keys, every stream begins with asking for one: a stream of a key that is gone is silent.
void VenueSession::open_user_stream() {
  if (opening_user_ || !running_ || refused_) return;
  opening_user_ = true;
  const auto open = [this](const std::string& key) {
    opening_user_ = false;
    net::SteadySettings user;
    user.request = {settings_.endpoints.private_streams, dialect_->user_target(key), {}};
    user.silence = traits_.user_silence;
    user.seed = settings_.seed + 4;
    user_ear_ = std::make_unique<Ear>(*this, Line::user);
    user_ = std::make_unique<net::SteadySocket>(network_, user, *user_ear_);
    user_->start();
  };
  if (!traits_.stream_key) return open("");
  calls_.call(
      dialect_->create_key(),
      [this, open](const CallAnswer& answer) {
        if (!running_ || refused_) return;
        std::string key;
        if (answer.ok) {
          auto read = dialect_->read_key(answer.body);
          if (read) key = std::move(read).value();
        }
        if (!key.empty()) {
          key_timer_ = network_.after(kRenewEvery, [this] { renew_key(); });
          return open(key);
        }
        opening_user_ = false;
        if (!answer.ok && answer.error.kind == ErrorClass::config) return refuse(advice(answer));
        later("the user stream has no key: " + answer.text, [this] { open_user_stream(); });
      },
      net::Priority::trade);
}

void VenueSession::renew_key() {
  key_timer_ = network_.after(kRenewEvery, [this] { renew_key(); });
  calls_.call(
      dialect_->renew_key(),
      [this](const CallAnswer& answer) {
        if (!answer.ok && dialect_->key_gone(answer)) user_lost("the key of the user stream is gone");
      },
      net::Priority::trade);
}

void VenueSession::user_open(std::uint32_t connection) {
  const std::vector<std::string> frames = dialect_->greet(Line::user, connection, calls_.venue_now());
  if (frames.empty()) return user_ready(connection);
  for (const std::string& frame : frames) user_->send(connection, frame);
}

/// Events come over this connection. The first one begins a download; a successor only takes over.
void VenueSession::user_ready(std::uint32_t connection) {
  const bool first = user_up_ == 0;
  user_up_ = connection;
  user_->in_step(connection);
  if (first) download(true);
  judge_state();
}

void VenueSession::user_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) {
  const Result<LineText> read = dialect_->read(Line::user, connection, text, calls_.venue_now());
  if (!read) return alert("unreadable", read.error().text());
  switch (read.value().kind) {
    case LineText::Kind::event: return take_event(read.value().body(), received, at);
    case LineText::Kind::ready: return user_ready(connection);
    case LineText::Kind::ending: return user_->restart_soon();
    case LineText::Kind::more:
      for (const std::string& frame : read.value().frames) user_->send(connection, frame);
      return;
    case LineText::Kind::refused:
      return greeting_refused("the user stream", read.value(), [this, connection] {
        if (user_) user_open(connection);
      });
    case LineText::Kind::ignored:
    case LineText::Kind::answer: return;
  }
}

void VenueSession::greeting_refused(std::string_view what, const LineText& read, std::function<void()> act) {
  CallAnswer refusal;
  refusal.code = read.code;
  refusal.error = read.error;
  refusal.text = fmt::format("{} {}", read.code, read.message);
  if (read.error.kind == ErrorClass::config) return refuse(advice(refusal));
  if (read.error.kind == ErrorClass::clock) clock_refused();
  later(fmt::format("{} is refused: {}", what, refusal.text), std::move(act));
}

void VenueSession::user_closed(std::uint32_t connection, const std::string& reason) {
  if (connection != user_up_) {
    if (user_up_ == 0) judge_state("the user stream does not open: " + reason);
    return;
  }
  user_up_ = 0;
  user_lost("the user stream is lost: " + reason);
}

/// One reconnect and one download, however often a loss is told.
void VenueSession::user_lost(const std::string& reason) {
  user_up_ = 0;
  synced_ = false;
  download_.reset();
  flush_held();
  judge_state(reason);
  if (!traits_.stream_key || opening_user_ || !running_ || refused_) return;
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

void VenueSession::take_event(std::string_view json, UtcTime received, MonoTime at) {
  const auto read = dialect_->event(json, news_);
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
  act_on(news);
}

void VenueSession::act_on(const PrivateNews& news) {
  switch (news.kind) {
    case PrivateKind::ignored:
    case PrivateKind::news: break;
    case PrivateKind::balance_moved: refresh_account(); break;
    case PrivateKind::funding: refresh_payments(); break;
    case PrivateKind::stream_ended:
      if (user_up_ != 0) user_->restart_soon();
      break;
    case PrivateKind::key_expired:
      if (user_up_ != 0) user_lost("the key of the user stream has expired");
      break;
    case PrivateKind::margin_call: alert("margin_call", news.text); break;
    case PrivateKind::config_changed:
      if (!news.market) {
        unfit_ = news.text + ": switch it back and start again";
        alert("account_mode", unfit_);
      } else if (news.leverage != settings_.leverage && !settings_.by_hand) {
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
void VenueSession::refresh_account() {
  if (account_timer_) return;
  account_timer_ = network_.after(kSecond, [this] {
    account_timer_.reset();
    for (Request& request : dialect_->balances())
      page<AccountReport>(
          std::move(request), &SessionDialect::read_accounts,
          [this](AccountReport& report, const CallAnswer& answer) {
            report.at_venue = answer.sent + calls_.offset();
            tell(report, answer.received, network_.now_mono());
          },
          [this](const std::string& error) {
            if (!error.empty()) alert("balances", "balances could not be fetched: " + error);
          });
  });
}

/// Payments as the venue lists them, which may be some time after it told that there was one.
void VenueSession::refresh_payments() {
  if (!traits_.payments) return;
  payments_tries_ = 3;
  if (payments_timer_) return;
  payments_timer_ = network_.after(kSecond, [this] { ask_payments_again(); });
}

void VenueSession::ask_payments_again() {
  const UtcTime asked = calls_.venue_now();
  page_payments(
      payments_until_.value_or(asked - kHour),
      [this](const AccountReport& report) { tell(report, network_.now_utc(), network_.now_mono()); },
      [this, asked](const std::string& error) {
        // Rows may be listed late: what is asked for next overlaps.
        if (error.empty()) payments_until_ = asked - kMinute * 10;
        if (--payments_tries_ > 0)
          payments_timer_ = network_.after(kSecond * 20, [this] { ask_payments_again(); });
        else
          payments_timer_.reset();
      });
}

}  // namespace basis::client
