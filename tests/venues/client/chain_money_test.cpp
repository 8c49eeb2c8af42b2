#include "tests/venues/binance/simulated_world.hpp"
#include "venues/sim/chain_link.hpp"
#include "venues/sim/exchange_memory.hpp"

// Money of sessions at simulated exchanges that pay over a chain, which is scripted here.

namespace basis {
namespace {

using namespace test;
using Kind = DepositState::Kind;

const char* const kExchanges[] = {"binance", "bybit", "okx"};
const std::string kPaid = "0x" + std::string(64, 'c');
const std::string kSent = "0x" + std::string(64, 'd');
/// What the exchanges' sessions may withdraw to in these tests.
constexpr std::string_view kAway = "0xabc";

class ScriptedLink final : public sim::ChainLink {
 public:
  std::string deposit_address(std::string_view venue, std::string_view client) override {
    return fmt::format("0x{:0>40}", std::to_string(venue.size() * 100 + client.size()));
  }
  [[nodiscard]] bool carries(std::string_view asset) const override { return asset == "USDT" || asset == "ETH"; }
  void pay(const sim::ChainPayment& payment) override { payments.push_back(payment); }

  std::vector<sim::ChainPayment> payments;
};

/// A session at one exchange, and the chain.
struct ChainWorld {
  explicit ChainWorld(const char* name, const std::string& kept = {})
      : world(simulated_venue(name, Product::spot), 22), usdt(*world.world.universe->find_asset("USDT")) {
    if (!kept.empty()) REQUIRE(sim::take_memory(service(), kept, "state").has_value());
    service().join(link);
    world.start();
    REQUIRE(world.ready());
  }
  [[nodiscard]] sim::ExchangeService& service() const { return world.exchanges->service(); }
  /// What the client has of USDT in all places.
  [[nodiscard]] Amount held() const {
    Amount sum = world.pool().held(*world.exchanges->universe().find_asset("USDT"));
    if (const auto* const funding = world.client().funding())
      for (const auto& [asset, amount] : *funding)
        if (world.exchanges->universe().name(asset) == "USDT") sum += amount;
    return sum;
  }
  [[nodiscard]] sim::ChainDeposit deposit() {
    return {kPaid + ":7", world.client().deposit_address(), "USDT", amount("25"), kPaid};
  }
  [[nodiscard]] Kind look() {
    std::optional<DepositState> state;
    world.session->find_deposit(usdt, kPaid, [&](const DepositState& told) { state = told; });
    world.run(kSecond);
    REQUIRE(state.has_value());
    return state->kind;
  }
  void withdraw(const char* id) {
    MoneyOrder leaves;
    leaves.kind = MoneyOrder::Kind::withdrawal;
    leaves.id = id;
    leaves.asset = usdt;
    leaves.address = kAway;
    leaves.network = "ETH";
    leaves.amount = amount("500");
    world.session->move(leaves);
    world.run(kSecond * 20);
  }
  [[nodiscard]] int told(TransferState state) const {
    int count = 0;
    for (const AccountReport& report : world.owner->accounts)
      if (report.kind == AccountReportKind::transfer && report.state == state) ++count;
    return count;
  }

  SimulatedWorld world;
  AssetId usdt;
  ScriptedLink link;
};

TEST_CASE("chain money: a deposit is listed when the chain has it and credited once, also over a restart") {
  for (const char* name : kExchanges) {
    CAPTURE(name);
    ChainWorld of(name);
    std::optional<std::string> address;
    of.world.session->deposit_address(of.usdt,
                                      [&](const Result<std::string>& told) { address = told ? told.value() : ""; });
    of.world.run(kSecond);
    REQUIRE(address.has_value());
    CHECK(*address == of.world.client().deposit_address());
    const Amount before = of.held();
    CHECK(of.look() == Kind::unseen);
    of.service().deposit_seen(of.deposit());
    of.service().deposit_seen(of.deposit());
    CHECK(of.look() == Kind::confirming);
    CHECK(of.held() == before);
    // A block is replaced by one without it, and a later one has it again.
    of.service().deposit_gone(of.deposit());
    CHECK(of.look() == Kind::unseen);
    of.service().deposit_seen(of.deposit());
    const std::string unconfirmed = sim::memory_text(of.service());
    of.service().deposit_confirmed(of.deposit());
    of.service().deposit_confirmed(of.deposit());
    CHECK(of.look() == Kind::credited);
    CHECK(of.held() == before + amount("25"));
    // It stays so for a run that goes on from before or from after.
    for (const std::string& kept : {sim::memory_text(of.service()), unconfirmed}) {
      ChainWorld later(name, kept);
      const bool credited = later.look() == Kind::credited;
      CHECK(credited == (kept != unconfirmed));
      later.service().deposit_seen(later.deposit());
      later.service().deposit_confirmed(later.deposit());
      CHECK(later.look() == Kind::credited);
      CHECK(later.held() == before + amount("25"));
    }
  }
}

TEST_CASE("chain money: a withdrawal leaves over the chain, less its fee, and ends when the chain says so") {
  for (const char* name : kExchanges)
    for (const bool arrives : {true, false}) {
      CAPTURE(name);
      CAPTURE(arrives);
      ChainWorld of(name);
      const Amount before = of.held();
      of.withdraw("out1");
      REQUIRE(of.link.payments.size() == 1);
      sim::ChainPayment payment = of.link.payments.front();
      CHECK(payment.venue == name);
      CHECK(payment.address == kAway);
      CHECK(payment.amount < amount("500"));
      CHECK(payment.amount >= amount("495"));
      CHECK(of.told(TransferState::done) == 0);
      payment.transaction = kSent;
      of.service().payment_sent(payment);
      of.world.run(kSecond * 20);
      CHECK(of.told(TransferState::done) == 0);
      // A run that goes on from here has it watched, and not paid again.
      ChainWorld later(name, sim::memory_text(of.service()));
      REQUIRE(later.link.payments.size() == 1);
      CHECK(later.link.payments.front().transaction == kSent);
      of.service().payment_ended(payment, arrives);
      of.world.run(kMinute * 2);
      CHECK(of.told(TransferState::done) == (arrives ? 1 : 0));
      CHECK(of.told(TransferState::failed) == (arrives ? 0 : 1));
      CHECK(of.held() == (arrives ? before - amount("500") : before));
      CHECK(of.link.payments.size() == 1);
    }
}

TEST_CASE("chain money: what is on the chain is no matter of faults and of the simulator's own wallet") {
  ChainWorld of("binance");
  of.withdraw("out1");
  REQUIRE(of.link.payments.size() == 1);
  of.world.happen(sim::ExchangeFaultKind::failed_money);
  of.world.happen(sim::ExchangeFaultKind::held_money, kMinute);
  of.world.run(kSecond * 5);
  CHECK(of.told(TransferState::failed) == 0);
  sim::ClientMovement home = of.world.client().movements().back();
  home.waiting = false;
  home.address = sim::kWalletAddress;
  REQUIRE(of.world.client().move(home, of.world.network.now_utc()));
  of.world.run(kMinute);
  CHECK(of.link.payments.size() == 1);
  CHECK(of.service().wallet().balances["USDT"] == home.amount - home.fee);
}

}  // namespace
}  // namespace basis
