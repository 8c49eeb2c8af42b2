#include "venues/chain/rpc.hpp"

#include <doctest/doctest.h>

#include "venues/net/memory_network.hpp"

namespace basis::test {
namespace {

using chain::RpcAnswer;
using chain::RpcFaultKind;

constexpr UtcTime kStart = UtcTime::from_nanos(1'760'000'000'000'000'000);

/// Answers requests by a list, the last for all that follow.
class Answers final : public net::Service {
 public:
  std::vector<std::optional<net::HttpResponse>> list;
  std::vector<std::pair<UtcTime, net::HttpRequest>> requests;

  void advance(UtcTime now) override { now_ = now; }
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    requests.emplace_back(now_, request);
    respond(list.at(std::min(requests.size(), list.size()) - 1));
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket&) override {
    return nullptr;
  }

 private:
  UtcTime now_;
};

struct World {
  Answers answers;
  net::MemoryNetwork network{kStart, 1};
  std::unique_ptr<chain::Rpc> rpc;
  World() {
    network.serve("node", 443, answers);
    chain::RpcSettings settings;
    settings.endpoint = net::Endpoint::parse("https://node/v2/very-secret-key").value();
    rpc = std::make_unique<chain::Rpc>(network, settings);
  }
  RpcAnswer ask(chain::RpcEffect effect = chain::RpcEffect::reads) {
    std::optional<RpcAnswer> heard;
    rpc->call(
        {"eth_blockNumber"}, [&heard](const RpcAnswer& answer) { heard = answer; }, effect);
    CHECK(!heard);
    network.run_until(network.now_utc() + kMinute);
    REQUIRE(heard);
    return *heard;
  }
};

net::HttpResponse result(const std::string& body) { return {200, {}, body}; }

TEST_CASE("rpc: what nodes say, by what it means for what was asked") {
  struct Row {
    std::int64_t code;
    const char* message;
    const char* data;
    RpcFaultKind kind;
  };
  const Row rows[] = {
      {-32000, "nonce too low: next nonce 5, tx nonce 3", "", RpcFaultKind::nonce_used},
      {-32003, "nonce too low", "", RpcFaultKind::nonce_used},
      {-32000, "already known", "", RpcFaultKind::known},
      {-32010, "AlreadyKnown", "", RpcFaultKind::known},
      {-32003, "transaction already imported", "", RpcFaultKind::known},
      {-32000, "replacement transaction underpriced", "", RpcFaultKind::underpriced},
      {-32000, "max fee per gas less than block base fee: address 0x0, maxFeePerGas: 1, baseFee: 7", "",
       RpcFaultKind::underpriced},
      {-32003, "Insufficient funds for gas * price + value", "", RpcFaultKind::funds},
      {3, "execution reverted: no", "0x08c379a0", RpcFaultKind::reverted},
      {-32000, "execution reverted", "", RpcFaultKind::reverted},
      {-32603, "reverted", "0x911ceb81", RpcFaultKind::unknown},
      {-32015, "something failed", "0x911ceb81", RpcFaultKind::reverted},
      {-32000, "intrinsic gas too low", "", RpcFaultKind::refused},
      {-32602, "invalid argument 0", "", RpcFaultKind::refused},
      {429, "Your app has exceeded its compute units per second capacity.", "", RpcFaultKind::later},
      {-32005, "limit exceeded", "", RpcFaultKind::later},
      {-32603, "Internal error", "", RpcFaultKind::unknown},
      {-32000, "header not found", "", RpcFaultKind::later},
  };
  for (const Row& row : rows) {
    CAPTURE(row.message);
    CHECK(chain::fault_of_error(row.code, row.message, row.data).kind == row.kind);
  }
  CHECK(chain::fault_of_error(3, "execution reverted", "0x911ceb81").revert == chain::Bytes{0x91, 0x1c, 0xeb, 0x81});
  CHECK(chain::fault_of_error(1, "two\nlines\x01", "").text == "two lines ");
  CHECK(chain::fault_of_error(1, std::string(9'000, 'x'), "").text.size() == 300);
  CHECK(chain::fault_of_status(429, {{"Retry-After", "7"}}).wait_for == kSecond * 7);
  CHECK(!chain::fault_of_status(429, {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}}).wait_for);
  CHECK(chain::fault_of_status(401, {}).kind == RpcFaultKind::access);
  CHECK(chain::fault_of_status(502, {}).kind == RpcFaultKind::unknown);
  CHECK(chain::fault_of_status(404, {}).kind == RpcFaultKind::refused);
}

TEST_CASE("rpc: answers of a batch come in any order, and one that is missing is not known") {
  const std::string body =
      R"([{"jsonrpc":"2.0","id":12,"result":"0xc"},{"id":10,"error":{"code":3,"message":"execution reverted","data":"0x01"}},)"
      R"({"id":99,"result":"0x1"},7,{"id":"11","result":"0x2"}])";
  const auto answers = chain::read_rpc_body(body, 3, 10);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].fault().revert == chain::Bytes{1});
  CHECK(answers[1].fault().kind == RpcFaultKind::unknown);
  CHECK(answers[2].result()->as_string() == "0xc");
  for (const char* bad : {"", "{", "[]", "7", "\"x\"", "{}", R"({"id":9,"result":"0x1"})", "[[]]", R"({"id":10})"}) {
    CAPTURE(bad);
    for (const RpcAnswer& answer : chain::read_rpc_body(bad, 1, 10)) {
      REQUIRE(answer.result() == nullptr);
      CHECK(answer.fault().kind == RpcFaultKind::unknown);
    }
  }
  // An error about the whole request has no id.
  const auto whole =
      chain::read_rpc_body(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"limit"}})", 2, 1);
  CHECK(whole[0].fault().kind == RpcFaultKind::later);
  CHECK(whole[1].fault().kind == RpcFaultKind::later);
  CHECK(chain::read_rpc_body(R"({"id":1,"result":null})", 1, 1)[0].result()->is_null());
}

TEST_CASE("rpc: a request is one POST to the endpoint's own path") {
  World world;
  world.answers.list = {result(R"({"jsonrpc":"2.0","id":1,"result":"0x10"})")};
  CHECK(world.ask().result()->as_string() == "0x10");
  REQUIRE(world.answers.requests.size() == 1);
  const auto& [at, request] = world.answers.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.target == "/v2/very-secret-key");
  CHECK(request.body == R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})");
}

TEST_CASE("rpc: what reads is asked again, with waits; what sends is sent once") {
  World world;
  world.answers.list = {net::HttpResponse{429, {{"Retry-After", "5"}}, ""}, std::nullopt,
                        result(R"({"jsonrpc":"2.0","id":3,"result":"0x10"})")};
  CHECK(world.ask().result() != nullptr);
  REQUIRE(world.answers.requests.size() == 3);
  CHECK(world.answers.requests[1].first - world.answers.requests[0].first >= kSecond * 5);
  CHECK(world.answers.requests[2].first - world.answers.requests[1].first >= Nanos{250'000'000});

  World gone;
  gone.answers.list = {net::HttpResponse{503, {}, "<html>"}};
  const RpcAnswer answer = gone.ask();
  CHECK(gone.answers.requests.size() == 3);
  CHECK(answer.fault().text == "HTTP 503");

  World once;
  once.answers.list = {net::HttpResponse{503, {}, ""}};
  CHECK(once.ask(chain::RpcEffect::sends).fault().kind == RpcFaultKind::unknown);
  CHECK(once.answers.requests.size() == 1);

  // An error of JSON-RPC in another status is what its words say.
  World said;
  said.answers.list = {
      net::HttpResponse{400, {}, R"({"id":1,"error":{"code":-32602,"message":"invalid argument 0"}})"}};
  CHECK(said.ask().fault().text == "invalid argument 0");
  CHECK(said.answers.requests.size() == 1);

  World refused;
  refused.network.refuse("node", true);
  CHECK(refused.ask().fault().kind == RpcFaultKind::later);
}

}  // namespace
}  // namespace basis::test
