#include "actors/live/session_replay.hpp"

#include <fmt/format.h>

#include <map>

#include "actors/live/session_recorder.hpp"
#include "core/marketdata/open_frames.hpp"
#include "venues/alchemy/simulator.hpp"

namespace basis {
namespace {

constexpr const char* kNowhere = "replay.invalid";

bool is_public(std::string_view venue) { return !venue.ends_with("_private"); }

}  // namespace

/// The inputs of a recording in their order, each with the public text before it.
class SessionReplay::Tape {
 public:
  /// A public text, with the bytes behind it that decoders may read.
  struct KeptText {
    std::string venue;
    std::string bytes;
    std::size_t size = 0;
    bool there = false;
  };
  explicit Tape(std::unique_ptr<FrameSource> frames) : frames_(std::move(frames)) {}

  /// The next input; null at the end.
  Result<const NodeInput*> peek() {
    while (!next_ && !ended_) {
      Frame frame;
      BASIS_TRY(const bool more, frames_->next(frame));
      ended_ = !more;
      if (more) {
        BASIS_TRY(read(frame));
      }
    }
    return next_ ? &*next_ : nullptr;
  }
  NodeInput take() {
    NodeInput taken = std::move(*next_);
    next_.reset();
    return taken;
  }
  /// The public text that was received last; valid until the next of these calls.
  const KeptText& take_text() {
    std::swap(given_, last_);
    last_.there = false;
    return given_;
  }
  [[nodiscard]] const std::optional<std::string>& cut() const { return frames_->report().cut; }

  NodeInput begin;  ///< the first, taken

 private:
  Result<void> read(const Frame& frame) {
    if (frame.venue == kNodeVenue && frame.channel == kInputChannel) {
      next_ = decode_input(frame.bytes);
      if (!next_) return Error(ErrorKind::data, "an input of a node that cannot be read: it is of another version");
      next_->at_utc = frame.received;
      next_->at_mono = frame.monotonic;
    } else if (frame.direction == FrameDirection::in && !frame.bytes.empty() && is_public(frame.venue)) {
      last_.venue = frame.venue;
      last_.size = frame.bytes.size();
      last_.bytes.assign(frame.bytes);
      last_.bytes.append(kFrameSlack, '\0');
      last_.there = true;
    }
    return ok();
  }

  std::unique_ptr<FrameSource> frames_;
  std::optional<NodeInput> next_;
  KeptText last_, given_;
  bool ended_ = false;
};

/// A network that has only the time of the recording.
class SessionReplay::Clock final : public net::Network {
 public:
  void set(UtcTime utc, MonoTime mono) {
    utc_ = utc;
    mono_ = mono;
  }
  [[nodiscard]] UtcTime now_utc() const override { return utc_; }
  [[nodiscard]] MonoTime now_mono() const override { return mono_; }
  [[nodiscard]] std::unique_ptr<net::HttpClient> http(const net::Endpoint&, std::size_t) override { none(); }
  [[nodiscard]] std::unique_ptr<net::Socket> connect(const net::SocketRequest&, net::SocketListener&) override {
    none();
  }
  [[nodiscard]] std::unique_ptr<net::Timer> after(Nanos, std::function<void()>) override { none(); }

 private:
  [[noreturn]] static void none() {
    broken_invariant("a node that is run again from a recording reaches for a network");
  }

  UtcTime utc_;
  MonoTime mono_;
};

/// Sends nothing; what its venue had answered at once is the recording's next input.
class SessionReplay::QuietSession final : public Session {
 public:
  explicit QuietSession(std::function<void()> called) : called_(std::move(called)) {}

  void start() override { called_(); }
  void stop() override { called_(); }
  void send(const OrderCommand&, std::string_view, UtcTime) override { called_(); }
  void cancel_all(MarketId) override { called_(); }
  void query_order(const ClientOrderId&, MarketId) override { called_(); }
  void fetch_fills(MarketId, UtcTime) override { called_(); }
  void download(MarketId) override { called_(); }
  void request_book(MarketId) override { called_(); }
  void move(const MoneyOrder&) override { called_(); }
  void collect(std::function<void()> done) override {
    collections.push_back(std::move(done));
    called_();
  }
  void deposit_address(AssetId, std::function<void(const Result<std::string>&)>) override { called_(); }
  void find_deposit(AssetId, const std::string&, std::function<void(const DepositState&)>) override { called_(); }
  void arm_dead_man(MarketId, Nanos) override { called_(); }
  [[nodiscard]] Nanos clock_offset() const override { return offset; }
  [[nodiscard]] const SessionStatus& status() const override { return told; }

  std::vector<std::function<void()>> collections;
  Nanos offset{};
  SessionStatus told;

 private:
  std::function<void()> called_;
};

class SessionReplay::QuietWallet final : public Wallet {
 public:
  QuietWallet(std::string address, std::function<void()> called)
      : address_(std::move(address)), called_(std::move(called)) {}
  void deposit(const Order& order, MoneyDone done) override {
    payments[order.client_id] = std::move(done);
    called_();
  }
  [[nodiscard]] bool moves() const override { return !payments.empty(); }
  [[nodiscard]] std::string address() const override { return address_; }

  std::map<std::string, MoneyDone> payments;  ///< by order

 private:
  std::string address_;
  std::function<void()> called_;
};

/// Gives a node the inputs of a tape.
class SessionReplay::Player final : public RunObserver {
 public:
  Player(Tape& tape, const Parts& parts) : tape_(tape), parts_(parts) {}

  Result<Outcome> play() {
    clock_.set(tape_.begin.at_utc, tape_.begin.at_mono);
    auto made = LiveNode::create(node_parts());
    if (!made && over_) return outcome_;
    BASIS_TRY(node_, std::move(made));
    calling_ = true;
    node_->start();
    calling_ = false;
    for (;;) {
      BASIS_TRY(const NodeInput* const next, tape_.peek());
      if (next == nullptr || over_ || !outcome_.fault.empty()) break;
      if (next->after_calls != 0)
        depart(fmt::format("at {} a venue answered a call that the node did not make", next->at_utc.to_string()));
      else
        give();
    }
    if (failed_) return *failed_;
    return outcome_;
  }

  void record(const JournalEntry&) override { ++entries_; }
  void close_step(const PnlView&, const PnlView&) override {}

 private:
  /// The calls of one input are counted.
  void give() {
    calls_ = 0;
    calling_ = true;
    give_next();
    calling_ = false;
  }
  void give_next() {
    const NodeInput input = tape_.take();
    clock_.set(input.at_utc, input.at_mono);
    ++outcome_.inputs;
    std::visit([this](const auto& body) { take(body); }, input.body);
  }
  /// What followed from a call before it returned.
  void called() {
    ++calls_;
    while (calling_ && !failed_) {
      const auto next = tape_.peek();
      if (!next) {
        failed_ = next.error();
        return;
      }
      if (next.value() == nullptr || next.value()->after_calls != calls_ + 1) return;
      give_next();
    }
  }
  void depart(std::string how) {
    if (outcome_.fault.empty()) outcome_.fault = std::move(how);
  }

  [[nodiscard]] LiveNode::Parts node_parts();
  [[nodiscard]] QuietSession* session(AccountId account) {
    const auto found = sessions_.find(account);
    if (found == sessions_.end()) depart("an input is of an account that has no session");
    return found == sessions_.end() ? nullptr : found->second;
  }
  template <class Tell>
  void tell(AccountId account, Tell&& say) {
    if (session(account) != nullptr) say(node_->listener(account));
  }
  void end(const Result<void>& outcome) {
    if (!outcome && !over_) depart("the node ended: " + outcome.error().text());
  }

  void take(const node_input::Began&) { depart("a second start stands in one recording"); }
  void take(const node_input::Fed& fed);
  void take(const node_input::FeedLost& lost) {
    tell(lost.account, [&](auto& to) { to.on_feed_lost(lost.connection, utc(), mono()); });
  }
  void take(const node_input::OrderTold& told) {
    tell(told.account, [&](auto& to) { to.on_order(told.report, utc(), mono()); });
  }
  void take(const node_input::AccountTold& told) {
    tell(told.account, [&](auto& to) { to.on_account(told.report, utc(), mono()); });
  }
  void take(const node_input::NotSent& not_sent) {
    tell(not_sent.account, [&](auto& to) { to.on_send_failed(not_sent.id, not_sent.action, not_sent.failure, utc()); });
  }
  void take(const node_input::OrderFound& found) {
    tell(found.account, [&](auto& to) { to.on_order_found(found.record, utc()); });
  }
  void take(const node_input::OrderMissing& missing) {
    tell(missing.account, [&](auto& to) { to.on_order_missing(missing.id, utc()); });
  }
  void take(const node_input::QueryFailed& failed) {
    tell(failed.account, [&](auto& to) { to.on_query_failed(failed.id, utc()); });
  }
  void take(const node_input::MarketFound& found) {
    tell(found.account, [&](auto& to) { to.on_download(found.download, utc(), mono()); });
  }
  void take(const node_input::ReadinessChanged& now) {
    tell(now.account, [&](auto& to) { to.on_readiness(now.market, now.readiness, now.position, mono()); });
  }
  void take(const node_input::StatusChanged& now) {
    QuietSession* const of = session(now.account);
    if (of == nullptr) return;
    of->told = {static_cast<SessionState>(now.state), now.text, now.until};
    node_->listener(now.account).on_status(of->told, utc());
  }
  void take(const node_input::Alerted& alerted) {
    tell(alerted.account, [&](auto& to) { to.on_alert({alerted.kind, alerted.text}, utc()); });
  }
  void take(const node_input::OffsetMeasured& measured) {
    if (QuietSession* const of = session(measured.account)) of->offset = measured.offset;
  }
  void take(const node_input::Collected& collected);
  void take(const node_input::Paid& paid);
  void take(const node_input::Asked& asked) {
    // What was refused then is refused now, and changes nothing.
    static_cast<void>(node_->control(asked.command, asked.equity));
  }
  void take(const node_input::Warned& warned) { node_->warn(warned.source, {warned.kind, warned.text}); }
  void take(const node_input::Limited& limited) { end(node_->limit(limited.rule, limited.state, limited.reason)); }
  void take(const node_input::Turned&) { end(node_->take_turn()); }
  void take(const node_input::StopAsked&) { node_->stop(); }
  void take(const node_input::Finished&) {
    end(node_->finish());
    outcome_.finished = true;
  }

  [[nodiscard]] UtcTime utc() const { return clock_.now_utc(); }
  [[nodiscard]] MonoTime mono() const { return clock_.now_mono(); }

  Tape& tape_;
  const Parts& parts_;
  Clock clock_;
  std::optional<QuietWallet> wallet_;
  std::map<AccountId, QuietSession*> sessions_;
  std::unique_ptr<LiveNode> node_;
  Outcome outcome_;
  std::optional<Error> failed_;
  std::uint64_t entries_ = 0;
  std::uint32_t calls_ = 0;
  bool calling_ = false;
  bool over_ = false;  ///< the start had committed no more
};

LiveNode::Parts SessionReplay::Player::node_parts() {
  const auto& began = std::get<node_input::Began>(tape_.begin.body);
  LiveNode::Parts parts;
  parts.markets = parts_.markets;
  parts.settings = parts_.settings;
  parts.node = parts_.node;
  parts.costs = parts_.costs;
  parts.flows = parts_.flows;
  parts.pair_terms = parts_.pair_terms;
  parts.remake = parts_.remake;
  parts.network = &clock_;
  parts.session_settings = [](AccountId, FeedVenue) -> Result<SessionSettings> { return SessionSettings{}; };
  parts.session = [this](FeedVenue, SessionSettings made, SessionListener&) -> Result<std::unique_ptr<Session>> {
    auto session = std::make_unique<QuietSession>([this] { called(); });
    sessions_[made.account] = session.get();
    return session;
  };
  parts.access = [](FeedVenue) -> VenueAccess {
    return {kNowhere, {Secret("replay"), Secret("replay"), Secret("replay")}};
  };
  if (began.wallet) {
    wallet_.emplace(*began.wallet, [this] { called(); });
    parts.wallet = &*wallet_;
  }
  parts.chain =
      std::make_shared<SimulatedChain>(parts_.markets->universe, *parts_.settings, *parts_.costs, began.capital);
  parts.observer = this;
  parts.journal = parts_.journal;
  parts.orders = parts_.orders;
  parts.node_id = began.node_id;
  parts.configuration = began.configuration;
  parts.adopt = began.adopt;
  parts.starts_paused = began.starts_paused;
  parts.before_commit = [this]() -> Result<void> {
    over_ = over_ || entries_ > parts_.most_entries;
    return over_ ? Result<void>(Error(ErrorKind::data, "the start had committed no more")) : ok();
  };
  return parts;
}

void SessionReplay::Player::take(const node_input::Fed& fed) {
  const Tape::KeptText& text = tape_.take_text();
  if (!text.there) return depart("the recording lacks a text that was given to a feed");
  ++outcome_.texts;
  MarketData data;
  data.answer = fed.answer;
  data.frame.received = utc();
  data.frame.monotonic = mono();
  data.frame.connection = fed.connection;
  data.frame.venue = text.venue;
  data.frame.channel = fed.channel;
  data.frame.bytes = std::string_view(text.bytes).substr(0, text.size);
  tell(fed.account, [&](auto& to) { to.on_market_data(data); });
}

void SessionReplay::Player::take(const node_input::Collected& collected) {
  QuietSession* const of = session(collected.account);
  if (of == nullptr) return;
  if (collected.call >= of->collections.size()) return depart("money was brought into trading that was not asked for");
  std::exchange(of->collections[collected.call], nullptr)();
}

void SessionReplay::Player::take(const node_input::Paid& paid) {
  const auto found = wallet_ ? wallet_->payments.find(paid.order) : std::map<std::string, MoneyDone>::iterator();
  if (!wallet_ || found == wallet_->payments.end())
    return depart(fmt::format("payment {} ended, which the node did not ask for", paid.order));
  const MoneyDone done = std::move(found->second);
  wallet_->payments.erase(found);
  done({paid.status, paid.reason, paid.fee});
}

SessionReplay::SessionReplay(std::unique_ptr<Tape> tape) : tape_(std::move(tape)) {}
SessionReplay::~SessionReplay() = default;

Result<std::unique_ptr<SessionReplay>> SessionReplay::open(const std::filesystem::path& path) {
  BASIS_TRY(auto frames, open_frames(path));
  auto tape = std::make_unique<Tape>(std::move(frames));
  BASIS_TRY(const NodeInput* const first, tape->peek());
  if (first == nullptr || !std::holds_alternative<node_input::Began>(first->body))
    return Error(ErrorKind::data, fmt::format("{}: it has no inputs of a node: only what `basis live` recorded can be "
                                              "held against its journal",
                                              path.string()));
  tape->begin = tape->take();
  return std::unique_ptr<SessionReplay>(new SessionReplay(std::move(tape)));
}

const node_input::Began& SessionReplay::began() const { return std::get<node_input::Began>(tape_->begin.body); }
UtcTime SessionReplay::began_at() const { return tape_->begin.at_utc; }

Result<SessionReplay::Outcome> SessionReplay::run(const Parts& parts) { return Player(*tape_, parts).play(); }

}  // namespace basis
