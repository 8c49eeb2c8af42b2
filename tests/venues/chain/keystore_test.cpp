#include "venues/chain/keystore.hpp"

#include <doctest/doctest.h>

#include <string>

namespace basis::chain {
namespace {

// Both key files of the Web3 Secret Storage Definition: password "testpassword", and one key.
const std::string kPbkdf2 = R"({"crypto":{"cipher":"aes-128-ctr",
  "cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
  "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
  "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
    "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
  "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
  "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3})";
const std::string kScrypt = R"({"crypto":{"cipher":"aes-128-ctr",
  "cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
  "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
  "kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,
    "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
  "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
  "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3})";

Result<PrivateKey> opened(const std::string& json, const char* password = "testpassword") {
  return read_keystore(json, Secret(password));
}

/// The fault of a key file in which `from` reads `to`.
std::string changed_fault(std::string json, std::string_view from, std::string_view to) {
  const std::size_t at = json.find(from);
  REQUIRE(at != std::string::npos);
  json.replace(at, from.size(), to);
  const auto key = opened(json);
  return key ? "" : key.error().text();
}

}  // namespace

TEST_CASE("chain: the key files of the Web3 Secret Storage Definition") {
  const PrivateKey expected =
      PrivateKey::parse(Secret("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d")).value();
  for (const std::string& json : {kPbkdf2, kScrypt}) {
    const PrivateKey key = opened(json).value();
    CHECK(key.address().to_string() == "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");
    CHECK(key.sign(Hash32{}) == expected.sign(Hash32{}));
  }
}

TEST_CASE("chain: a wrong password and a changed file are one") {
  const char* kFault = "key file: the password is wrong, or the file was changed";
  CHECK(opened(kPbkdf2, "testpasswore").error().text() == kFault);
  CHECK(opened(kPbkdf2, "").error().text() == kFault);
  CHECK(changed_fault(kPbkdf2, "5318b4", "5318b5") == kFault);
  CHECK(changed_fault(kPbkdf2, "517ead", "517eae") == kFault);
}

TEST_CASE("chain: an address of the key file is that of its key") {
  CHECK(changed_fault(kPbkdf2, "\"version\"", R"("address":"008aeeda4d805471df9b2a5b0f38a0c3bcba786b","version")")
            .empty());
  CHECK(changed_fault(kPbkdf2, "\"version\"", R"("address":"008aeeda4d805471df9b2a5b0f38a0c3bcba786c","version")") ==
        "key file: address is 0x008aeeda4d805471df9b2a5b0f38a0c3bcba786c, it takes that of the key, "
        "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b");
}

TEST_CASE("chain: what is wrong with a key file is told in one line") {
  CHECK(opened("").error().text().starts_with("key file: line 1: no whole JSON document"));
  CHECK(opened("[]").error().text() == "key file: no JSON object");
  CHECK(opened("{}").error().text() == "key file: version is missing, it takes a whole number");
  CHECK(opened(R"({"version":1})").error().text() == "key file: version is 1, it takes 3 to 3");
  CHECK(opened(R"({"version":3})").error().text() == "key file: crypto is missing, it takes an object");
  CHECK(changed_fault(kScrypt, "aes-128-ctr", "aes-128-cbc") ==
        "key file: crypto.cipher is 'aes-128-cbc', it takes aes-128-ctr");
  CHECK(changed_fault(kScrypt, "scrypt", "argon2") == "key file: crypto.kdf is 'argon2', it takes scrypt or pbkdf2");
  CHECK(changed_fault(kScrypt, "83dbcc", "83dbc") ==
        "key file: crypto.cipherparams.iv takes hexadecimal digits of 16 bytes");
  CHECK(changed_fault(kScrypt, "d172bf", "") == "key file: crypto.ciphertext takes hexadecimal digits of 32 bytes");
  CHECK(changed_fault(kScrypt, "2103ac", "xyz3ac") == "key file: crypto.mac takes hexadecimal digits of 32 bytes");
  CHECK(changed_fault(kScrypt, "\"dklen\":32", "\"dklen\":16") ==
        "key file: crypto.kdfparams.dklen is 16, it takes 32 to 32");
  CHECK(changed_fault(kPbkdf2, "hmac-sha256", "hmac-sha512") ==
        "key file: crypto.kdfparams.prf is 'hmac-sha512', it takes hmac-sha256");
  CHECK(changed_fault(kPbkdf2, "262144", "-1") == "key file: crypto.kdfparams.c is -1, it takes 1 to 10000000");
}

TEST_CASE("chain: a key file cannot take all memory or time") {
  CHECK(changed_fault(kScrypt, "262144", "262145") ==
        "key file: crypto.kdfparams.n is 262145, it takes a power of two");
  CHECK(changed_fault(kScrypt, "262144", "1073741824") ==
        "key file: crypto.kdfparams.n is 1073741824, it takes 2 to 16777216");
  CHECK(changed_fault(kScrypt, "\"r\":1", "\"r\":32") ==
        "key file: scrypt with n 262144, r 32 and p 8 takes more than 512 MiB or 16777216 steps");
  CHECK(changed_fault(kScrypt, "\"p\":8", "\"p\":65") ==
        "key file: scrypt with n 262144, r 1 and p 65 takes more than 512 MiB or 16777216 steps");
  CHECK(changed_fault(kScrypt, "\"r\":1", "\"r\":16777216") ==
        "key file: scrypt with n 262144, r 16777216 and p 8 takes more than 512 MiB or 16777216 steps");
  CHECK(changed_fault(kPbkdf2, "262144", "10000001") ==
        "key file: crypto.kdfparams.c is 10000001, it takes 1 to 10000000");
  CHECK(changed_fault(kPbkdf2, "262144", "1e9") == "key file: crypto.kdfparams.c is missing, it takes a whole number");
}

}  // namespace basis::chain
