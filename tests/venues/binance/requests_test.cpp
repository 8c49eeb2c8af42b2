#include "venues/binance/requests.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tests/venues/wire/order_support.hpp"

namespace basis {
namespace {

using namespace test;
using binance::Requests;

wire::ApiCredentials example() { return {Secret(kKey), Secret(kSecret), Secret()}; }

/// A fresh Ed25519 key: the base64 of its PKCS#8 DER, and the key itself to check signatures with.
struct FreshKey {
  FreshKey() {
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr);
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_keygen(context, &key);
    EVP_PKEY_CTX_free(context);
    PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(key);
    unsigned char* der = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    PKCS8_PRIV_KEY_INFO_free(info);
    std::array<unsigned char, 128> coded{};
    const int length = EVP_EncodeBlock(coded.data(), der, size);
    OPENSSL_free(der);
    text.assign(coded.begin(), coded.begin() + length);
  }
  ~FreshKey() { EVP_PKEY_free(key); }
  [[nodiscard]] bool verifies(std::string_view payload, std::string_view base64) const {
    std::array<unsigned char, 96> signature{};
    EVP_DecodeBlock(signature.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                    static_cast<int>(base64.size()));
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key);
    const int good = EVP_DigestVerify(context, signature.data(), 64,
                                      reinterpret_cast<const unsigned char*>(payload.data()), payload.size());
    EVP_MD_CTX_free(context);
    return good == 1;
  }
  EVP_PKEY* key = nullptr;
  std::string text;
};

TEST_CASE("a signed request: percent-encoded first, then signed over what is sent") {
  const auto requests = Requests::create(example(), kSecond * 5).value();
  const net::HttpRequest request =
      requests.signed_request("GET", "/api/v3/order", {{"symbol", "BTCUSDT"}, {"origClientOrderId", "a b/é"}}, kNow);
  const std::string query = "symbol=BTCUSDT&origClientOrderId=a%20b%2F%C3%A9&recvWindow=5000&timestamp=1729757730123";
  CHECK(request.target == "/api/v3/order?" + query + "&signature=" + openssl_hex(query));
  CHECK(net::find_header(request.headers, "x-mbx-apikey") == kKey);
  CHECK(Requests::open("/api/v3/time").target == "/api/v3/time");
  CHECK(requests.keyed("POST", "/fapi/v1/listenKey").target == "/fapi/v1/listenKey");
}

TEST_CASE("a frame is signed over its parameters sorted by name") {
  const auto requests = Requests::create(example(), kSecond * 5).value();
  const std::string payload = "apiKey=" + std::string(kKey) + "&recvWindow=5000&symbol=BTCUSDT&timestamp=1729757730123";
  CHECK(requests.signed_frame("u1", "openOrders.status", {{"symbol", "BTCUSDT"}}, kNow) ==
        R"({"id":"u1","method":"openOrders.status","params":{"apiKey":")" + std::string(kKey) +
            R"(","recvWindow":5000,"symbol":"BTCUSDT","timestamp":1729757730123,"signature":")" + openssl_hex(payload) +
            R"("}})");
}

TEST_CASE("an Ed25519 secret, as DER in base64 or as PEM, signs in base64; another private key is refused unseen") {
  const FreshKey fresh;
  for (const std::string& secret :
       {fresh.text, "-----BEGIN PRIVATE KEY-----\n" + fresh.text + "\n-----END PRIVATE KEY-----\n"}) {
    const auto requests = Requests::create({Secret(kKey), Secret(secret), Secret()}, kSecond * 5).value();
    CHECK(requests.signer().ed25519());
    CHECK(fresh.verifies("timestamp=1", requests.signer().sign("timestamp=1")));
    const std::string target = requests.signed_request("GET", "/x", {}, kNow).target;
    CHECK(target.find('+') == std::string::npos);
    CHECK(target.ends_with("%3D%3D"));
    CHECK(binance::order_transport({Secret(kKey), Secret(secret), Secret()}) == wire::Transport::websocket);
  }
  CHECK(binance::order_transport(example()) == wire::Transport::signed_websocket);
  CHECK_FALSE(Requests::create(example(), kSecond).value().signer().ed25519());

  std::string broken = fresh.text;
  broken[1] = '!';
  const auto refused =
      Requests::create({Secret(kKey), Secret("-----BEGIN PRIVATE KEY-----\n" + broken), Secret()}, kSecond);
  REQUIRE(!refused);
  CHECK(refused.error().text().find(broken.substr(10, 8)) == std::string::npos);
  CHECK(!Requests::create({Secret("a\r\nb"), Secret(kSecret), Secret()}, kSecond));
  CHECK(!Requests::create({Secret(kKey), Secret(), Secret()}, kSecond));
}

}  // namespace
}  // namespace basis
