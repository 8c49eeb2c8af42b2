#pragma once

#include "tests/venues/sim/exchange_support.hpp"
#include "venues/wire/text_writer.hpp"

namespace basis::test {

inline std::vector<sim::ExchangeFault> okx_script(std::string_view text) {
  auto faults = sim::parse_faults(text, "faults.yaml");
  REQUIRE(faults.has_value());
  return std::move(faults).value();
}

/// Simulated OKX with the books of `SimulatedVenueTest`; those of the swap hold contracts of 0.01 BTC.
struct OkxVenue : SimulatedVenueTest {
  explicit OkxVenue(bool limits = true, std::vector<sim::ExchangeFault> faults = {}, LatencySpec latency = {})
      : SimulatedVenueTest("okx", "BTC-USDT", "BTC-USDT-SWAP", limits, std::move(faults), latency) {}

  static std::string base64(std::string_view secret, std::string_view text) {
    const wire::HmacSha256 signer{Secret(secret)};
    std::array<char, 64> memory{};
    wire::TextWriter writer(memory.data());
    return std::string(writer.base64(signer.sign(text)).view());
  }
  [[nodiscard]] std::string stamp() const {
    std::array<char, 64> memory{};
    wire::TextWriter writer(memory.data());
    return std::string(writer.iso_millis(now).view());
  }
  [[nodiscard]] std::vector<net::HttpHeader> headers(const std::string& method, const std::string& target,
                                                     const std::string& body) const {
    return {{"OK-ACCESS-KEY", "demo-key"},
            {"OK-ACCESS-PASSPHRASE", "demo-passphrase"},
            {"OK-ACCESS-TIMESTAMP", stamp()},
            {"OK-ACCESS-SIGN", base64("demo-secret", stamp() + method + target + body)}};
  }
  /// A signed request; `more` are its further headers.
  std::shared_ptr<Answered> call(const std::string& method, const std::string& target, const std::string& body = {},
                                 std::vector<net::HttpHeader> more = {}) {
    for (net::HttpHeader& header : headers(method, target, body)) more.push_back(std::move(header));
    return send({method, target, std::move(more), body});
  }
  std::shared_ptr<Answered> place(const std::string& fields) {
    return call("POST", "/api/v5/trade/order", "{" + fields + "}");
  }
  /// The rows of `data`.
  boost::json::array rows(const std::string& target) {
    const auto answer = call("GET", target)->json();
    INFO(boost::json::serialize(answer));
    REQUIRE(field(answer, "code") == "0");
    return answer.at("data").as_array();
  }
  /// "51008 Order failed ...": the code and words of one order, or of the whole request.
  static std::string told(const Answered& answered) {
    const boost::json::value json = answered.json();
    const auto& data = json.at("data").as_array();
    if (!data.empty() && data[0].as_object().contains("sCode"))
      return field(data[0], "sCode") + " " + field(data[0], "sMsg");
    return field(json, "code") + " " + field(json, "msg");
  }
  /// The id that the venue gave to an order.
  static std::string id_of(const Answered& answered) {
    REQUIRE(told(answered).starts_with("0 "));
    return field(answered.json().at("data").at(0), "ordId");
  }
  std::unique_ptr<net::ServerSocketHandler> open(const std::string& path, net::ServerSocket& heard) {
    return service().on_upgrade({"GET", path, {}, {}}, heard);
  }
  /// A private WebSocket that has logged in and subscribed to everything.
  std::unique_ptr<net::ServerSocketHandler> listen(ToldSocket& heard) {
    auto handler = open("/ws/v5/private", heard);
    REQUIRE(handler != nullptr);
    handler->on_text(login());
    REQUIRE(heard.take().at(0).starts_with(R"({"event":"login","code":"0")"));
    handler->on_text(R"({"op":"subscribe","args":[{"channel":"orders","instType":"ANY"},{"channel":"account"},)"
                     R"({"channel":"positions","instType":"ANY"}]})");
    heard.take();
    return handler;
  }
  [[nodiscard]] std::string login(std::string_view secret = "demo-secret") const {
    const std::string seconds = std::to_string(sim::millis(now) / 1'000);
    return fmt::format(
        R"({{"op":"login","args":[{{"apiKey":"demo-key","passphrase":"demo-passphrase","timestamp":"{}","sign":"{}"}}]}})",
        seconds, base64(secret, seconds + "GET/users/self/verify"));
  }
  /// The `instIdCode` of a market, as its instruments tell it.
  std::string code_of(const std::string& type, const std::string& native) {
    const auto told = get("/api/v5/public/instruments?instType=" + type + "&instId=" + native)->json();
    return boost::json::serialize(told.at("data").at(0).at("instIdCode"));
  }
};

const inline std::string kSwapSell = R"("instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","posSide":"net",)";
const inline std::string kSpotBuy = R"("instId":"BTC-USDT","tdMode":"cash","side":"buy",)";

}  // namespace basis::test
