#include "venues/sim_chain/deposit_scan.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <set>

#include "core/base/json_reader.hpp"
#include "tests/support/numbers.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/net/memory_network.hpp"

// Deposits are read from a scripted chain that replaces its last blocks.

namespace basis::test {
namespace {

using namespace sim;

const UtcTime kStart = utc("2026-11-28T12:00:00Z");
const chain::Address kOurs = chain::address_of("0x00000000000000000000000000000000000000a1");
const chain::Address kTheirs = chain::address_of("0x00000000000000000000000000000000000000a2");
const chain::Token kUsdt{"USDT", chain::address_of("0x00000000000000000000000000000000000000c1"), 6};

struct Payment {
  std::string hash;
  chain::Address to;
  std::uint64_t units = 0;
  bool token = true;
};

/// A node with blocks of payments.
class PaymentChain final : public net::Service {
 public:
  struct Block {
    std::string hash, parent;
    std::vector<Payment> payments;
  };
  PaymentChain() { mine({}); }

  void mine(std::vector<Payment> payments) {
    const std::string parent = blocks.empty() ? word(0) : blocks.back().hash;
    blocks.push_back({word(++salt_), parent, std::move(payments)});
  }
  /// The last blocks are gone.
  void drop(std::size_t depth) { blocks.resize(blocks.size() - depth); }
  static std::string word(std::uint64_t number) { return fmt::format("0x{:064x}", number); }

  void advance(UtcTime) override {}
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket&) override {
    return nullptr;
  }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    const auto asked = parse_json(request.body).value().as_object();
    const auto& parameters = asked.at("params").as_array();
    const std::string result = asked.at("method").as_string() == "eth_getLogs"
                                   ? logs(std::string(parameters[0].as_object().at("blockHash").as_string()))
                                   : block(std::string(parameters[0].as_string()));
    respond(net::HttpResponse{
        200,
        {{"Content-Type", "application/json"}},
        fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":{}}})", asked.at("id").to_number<std::int64_t>(), result)});
  }

  std::vector<Block> blocks;

 private:
  [[nodiscard]] std::string block(const std::string& place) const {
    const std::size_t number = place == "latest" ? blocks.size() - 1 : chain::parse_quantity64(place).value();
    if (number >= blocks.size()) return "null";
    std::string payments;
    for (const Payment& one : blocks[number].payments)
      if (!one.token)
        payments += fmt::format(R"({}{{"hash":"{}","to":"{}","value":"{}"}})", payments.empty() ? "" : ",", one.hash,
                                one.to.to_string(), chain::quantity_text(one.units));
    return fmt::format(R"({{"number":"{}","hash":"{}","parentHash":"{}","timestamp":"0x1","transactions":[{}]}})",
                       chain::quantity_text(number), blocks[number].hash, blocks[number].parent, payments);
  }
  [[nodiscard]] std::string logs(const std::string& hash) const {
    std::string rows;
    for (const Block& one : blocks)
      for (std::size_t i = 0; one.hash == hash && i < one.payments.size(); ++i) {
        const Payment& paid = one.payments[i];
        if (!paid.token) continue;
        const std::string to = "0x" + std::string(24, '0') + chain::to_hex(paid.to.bytes()).substr(2);
        rows += fmt::format(
            R"({}{{"address":"{}","transactionHash":"{}","logIndex":"{}","data":"{}","topics":["{}","{}","{}"]}})",
            rows.empty() ? "" : ",", kUsdt.address.to_string(), paid.hash, chain::quantity_text(std::uint64_t{i}),
            word(paid.units), chain::to_hex(chain::erc20().transferred.topic()), word(0), to);
      }
    return "[" + rows + "]";
  }

  std::uint64_t salt_ = 0;
};

/// What was told of each deposit, in order: s for seen, c for confirmed, g for gone.
class Told final : public DepositListener {
 public:
  void deposit_seen(const ChainDeposit& deposit) override { take(deposit, 's'); }
  void deposit_confirmed(const ChainDeposit& deposit) override { take(deposit, 'c'); }
  void deposit_gone(const ChainDeposit& deposit) override { take(deposit, 'g'); }

  std::map<std::string, std::string> words;  ///< by transaction
  std::map<std::string, ChainDeposit> last;

 private:
  void take(const ChainDeposit& deposit, char what) {
    words[deposit.transaction] += what;
    last[deposit.transaction] = deposit;
  }
};

struct ScanWorld {
  explicit ScanWorld(std::uint64_t confirmations = 3)
      : network(kStart, 1),
        node(network, {false, "node.test", 80}, [this] { network.run_until(network.now_utc() + Nanos{1'000'000}); }),
        scan(node, {kUsdt}, confirmations, told) {
    network.serve("node.test", 80, chain);
    scan.watch(kOurs);
  }
  void follow() { REQUIRE(scan.follow().has_value()); }
  [[nodiscard]] std::string words(std::uint64_t number) { return told.words[PaymentChain::word(number)]; }

  PaymentChain chain;
  Told told;
  net::MemoryNetwork network;
  ChainNode node;
  DepositScan scan;
};

Payment payment(std::uint64_t number, std::uint64_t units, bool token = true, const chain::Address& to = kOurs) {
  return {PaymentChain::word(number), to, units, token};
}

TEST_CASE("deposit scan: tokens and ether to our addresses are seen, and confirmed in the block that is asked for") {
  ScanWorld world(3);
  REQUIRE(world.scan.begin({}).value());
  world.chain.mine({payment(101, 2'500'000), payment(102, 7, false), payment(103, 5, true, kTheirs),
                    payment(104, 5, false, kTheirs), payment(105, 0), payment(106, 0, false)});
  world.follow();
  CHECK(world.told.words.size() == 2);
  CHECK(world.words(101) == "s");
  CHECK(world.told.last[PaymentChain::word(101)].asset == "USDT");
  CHECK(world.told.last[PaymentChain::word(101)].amount == amount("2.5"));
  CHECK(world.told.last[PaymentChain::word(101)].address == kOurs.to_string());
  CHECK(world.told.last[PaymentChain::word(102)].asset == "ETH");
  CHECK(world.told.last[PaymentChain::word(102)].amount == amount("0.000000000000000007"));
  world.chain.mine({});
  world.follow();
  world.follow();
  CHECK(world.words(101) == "s");
  world.chain.mine({});
  world.follow();
  CHECK(world.words(101) == "sc");
  CHECK(world.words(102) == "sc");
  CHECK(world.scan.mark().block == 1);
  CHECK(world.scan.mark().hash == world.chain.blocks[1].hash);
}

TEST_CASE("deposit scan: what was before the beginning is left alone, and a run goes on behind its mark") {
  ScanWorld world(1);
  world.chain.mine({payment(101, 1)});
  REQUIRE(world.scan.begin({}).value());
  world.chain.mine({payment(102, 1)});
  world.follow();
  CHECK(world.words(101).empty());
  CHECK(world.words(102) == "sc");
  const ChainMark mark = world.scan.mark();
  world.chain.mine({payment(103, 1)});
  REQUIRE(world.scan.begin(mark).value());
  world.follow();
  CHECK(world.words(102) == "sc");
  CHECK(world.words(103) == "sc");
  // Another chain has no such block.
  CHECK_FALSE(world.scan.begin(ChainMark{1, PaymentChain::word(9'999)}).value());
  CHECK_FALSE(world.scan.begin(ChainMark{77, mark.hash}).value());
  world.follow();
  CHECK(world.words(103) == "sc");
}

TEST_CASE(
    "deposit scan: a payment that a shorter or a longer chain has not is gone, and comes again in another block") {
  ScanWorld world(3);
  REQUIRE(world.scan.begin({}).value());
  world.chain.mine({payment(101, 1)});
  world.chain.mine({payment(102, 1)});
  world.follow();
  world.chain.drop(1);
  world.follow();
  CHECK(world.words(101) == "s");
  CHECK(world.words(102) == "sg");
  world.chain.drop(1);
  for (int i = 0; i < 4; ++i) world.chain.mine(i == 1 ? std::vector{payment(101, 1)} : std::vector<Payment>{});
  world.follow();
  CHECK(world.words(101) == "sgsc");
  CHECK(world.words(102) == "sg");
}

TEST_CASE("deposit scan: over any reorganisations of unconfirmed blocks each payment of the chain counts once") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const std::uint64_t confirmations = 2 + random() % 4;
    ScanWorld world(confirmations);
    REQUIRE(world.scan.begin({}).value());
    std::uint64_t next = 100;
    for (int round = 0; round < 60; ++round) {
      // What counts for good stays.
      const std::size_t most = world.chain.blocks.size() - 1 - world.scan.mark().block;
      std::vector<Payment> dropped;
      if (random() % 3 == 0)
        for (std::size_t depth = random() % (most + 1); depth > 0; --depth) {
          for (const Payment& one : world.chain.blocks.back().payments)
            if (random() % 2 == 0) dropped.push_back(one);
          world.chain.drop(1);
        }
      for (std::size_t blocks = 1 + random() % 3; blocks > 0; --blocks) {
        std::vector<Payment> paid = std::exchange(dropped, {});
        if (random() % 2 == 0) paid.push_back(payment(next++, 1 + random() % 5, random() % 2 == 0));
        world.chain.mine(std::move(paid));
      }
      if (random() % 4 != 0) world.follow();
    }
    for (std::uint64_t i = 0; i < confirmations; ++i) world.chain.mine({});
    world.follow();
    std::set<std::string> counted;
    for (const PaymentChain::Block& block : world.chain.blocks)
      for (const Payment& one : block.payments) counted.insert(one.hash);
    for (const auto& [hash, words] : world.told.words) {
      CAPTURE(words);
      CHECK(std::count(words.begin(), words.end(), 'c') == (counted.contains(hash) ? 1 : 0));
      counted.erase(hash);
    }
    CHECK(counted.empty());
  }
}

}  // namespace
}  // namespace basis::test
