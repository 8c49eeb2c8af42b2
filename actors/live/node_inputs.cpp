#include "actors/live/node_inputs.hpp"

namespace basis {
namespace {

class NotedListener final : public SessionListener {
 public:
  NotedListener(SessionListener& to, AccountId account, NodeInputs& inputs)
      : to_(to), account_(account), inputs_(inputs) {}

  void on_market_data(const MarketData& data) override {
    const auto taking = inputs_.take(node_input::Fed{account_, data.answer, data.frame.connection,
                                                     data.answer ? std::string(data.frame.channel) : std::string()});
    to_.on_market_data(data);
  }
  void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) override {
    const auto taking = inputs_.take(node_input::FeedLost{account_, connection});
    to_.on_feed_lost(connection, received, at);
  }
  void on_order(const OrderReport& report, UtcTime received, MonoTime at) override {
    const auto taking = inputs_.take(node_input::OrderTold{account_, report});
    to_.on_order(report, received, at);
  }
  void on_account(const AccountReport& report, UtcTime received, MonoTime at) override {
    const auto taking = inputs_.take(node_input::AccountTold{account_, report});
    to_.on_account(report, received, at);
  }
  void on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime received) override {
    const auto taking = inputs_.take(node_input::NotSent{account_, id, action, failure});
    to_.on_send_failed(id, action, failure, received);
  }
  void on_order_found(const OrderRecord& record, UtcTime received) override {
    const auto taking = inputs_.take(node_input::OrderFound{account_, record});
    to_.on_order_found(record, received);
  }
  void on_order_missing(const ClientOrderId& id, UtcTime received) override {
    const auto taking = inputs_.take(node_input::OrderMissing{account_, id});
    to_.on_order_missing(id, received);
  }
  void on_query_failed(const ClientOrderId& id, UtcTime received) override {
    const auto taking = inputs_.take(node_input::QueryFailed{account_, id});
    to_.on_query_failed(id, received);
  }
  void on_download(const MarketDownload& download, UtcTime received, MonoTime at) override {
    const auto taking = inputs_.take(node_input::MarketFound{account_, download});
    to_.on_download(download, received, at);
  }
  void on_readiness(MarketId market, LegReadiness readiness, Quantity position, MonoTime at) override {
    const auto taking = inputs_.take(node_input::ReadinessChanged{account_, market, readiness, position});
    to_.on_readiness(market, readiness, position, at);
  }
  void on_status(const SessionStatus& status, UtcTime received) override {
    const auto taking = inputs_.take(
        node_input::StatusChanged{account_, static_cast<std::uint8_t>(status.state), status.text, status.until});
    to_.on_status(status, received);
  }
  void on_alert(const SessionAlert& alert, UtcTime received) override {
    const auto taking = inputs_.take(node_input::Alerted{account_, alert.kind, alert.text});
    to_.on_alert(alert, received);
  }

 private:
  SessionListener& to_;
  AccountId account_;
  NodeInputs& inputs_;
};

/// Counts a call before it is made.
class NotedSession final : public Session {
 public:
  NotedSession(std::unique_ptr<Session> to, AccountId account, NodeInputs& inputs)
      : to_(std::move(to)), account_(account), inputs_(inputs) {}

  void start() override { call().start(); }
  void stop() override { call().stop(); }
  void send(const OrderCommand& command, std::string_view bytes, UtcTime deadline) override {
    call().send(command, bytes, deadline);
  }
  void cancel_all(MarketId market) override { call().cancel_all(market); }
  void query_order(const ClientOrderId& id, MarketId market) override { call().query_order(id, market); }
  void fetch_fills(MarketId market, UtcTime since) override { call().fetch_fills(market, since); }
  void download(MarketId market) override { call().download(market); }
  void request_book(MarketId market) override { call().request_book(market); }
  void move(const MoneyOrder& order) override { call().move(order); }
  void collect(std::function<void()> done) override {
    call().collect([this, number = collections_++, done = std::move(done)] {
      const auto taking = inputs_.take(node_input::Collected{account_, number});
      done();
    });
  }
  void deposit_address(AssetId asset, std::function<void(const Result<std::string>&)> done) override {
    call().deposit_address(asset, std::move(done));
  }
  void find_deposit(AssetId asset, const std::string& transaction,
                    std::function<void(const DepositState&)> done) override {
    call().find_deposit(asset, transaction, std::move(done));
  }
  void arm_dead_man(MarketId market, Nanos time) override { call().arm_dead_man(market, time); }
  [[nodiscard]] Nanos clock_offset() const override { return to_->clock_offset(); }
  [[nodiscard]] const SessionStatus& status() const override { return to_->status(); }

 private:
  Session& call() {
    inputs_.called();
    return *to_;
  }

  std::unique_ptr<Session> to_;
  AccountId account_;
  NodeInputs& inputs_;
  std::uint64_t collections_ = 0;
};

class NotedWallet final : public Wallet {
 public:
  NotedWallet(Wallet& to, NodeInputs& inputs) : to_(to), inputs_(inputs) {}

  void deposit(const Order& order, MoneyDone done) override {
    inputs_.called();
    to_.deposit(order, [this, id = order.client_id, done = std::move(done)](const MoneyMoved& moved) {
      const auto taking = inputs_.take(node_input::Paid{id, moved.status, moved.reason, moved.fee});
      done(moved);
    });
  }
  void owner_pays(const std::string& token, Amount amount) override { to_.owner_pays(token, amount); }
  [[nodiscard]] bool moves() const override { return to_.moves(); }
  [[nodiscard]] std::string address() const override { return to_.address(); }

 private:
  Wallet& to_;
  NodeInputs& inputs_;
};

}  // namespace

void NodeInputs::begin(const node_input::Body& body) {
  if (depth_ == 0) {
    moment_ = network_.now_mono();
    moment_utc_ = network_.now_utc();
    calls_ = 0;
  }
  ++taken_;
  log_.add_input(encode_input(depth_ == 0 ? 0 : calls_ + 1, body), moment_utc_, moment_);
  ++depth_;
}

std::unique_ptr<SessionListener> noted(SessionListener& listener, AccountId account, NodeInputs& inputs) {
  return std::make_unique<NotedListener>(listener, account, inputs);
}
std::unique_ptr<Session> noted(std::unique_ptr<Session> session, AccountId account, NodeInputs& inputs) {
  return std::make_unique<NotedSession>(std::move(session), account, inputs);
}
std::unique_ptr<Wallet> noted(Wallet& wallet, NodeInputs& inputs) {
  return std::make_unique<NotedWallet>(wallet, inputs);
}

}  // namespace basis
