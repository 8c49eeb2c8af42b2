#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace basis::test {

/// Certificates made for a test, as files (PEM) in a folder that goes with it. All have one key.
class TestCertificates {
 public:
  /// Makes an authority and, signed by it, `server` (for localhost and 127.0.0.1), `expired` (yesterday) and
  /// `other_host` (for example.com); and `self_signed`, for localhost and 127.0.0.1, by itself.
  TestCertificates();
  [[nodiscard]] std::filesystem::path authority() const { return file("authority"); }
  [[nodiscard]] std::filesystem::path key() const { return file("key"); }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / (name + ".pem"); }

 private:
  TemporaryFolder folder_;
};

}  // namespace basis::test
