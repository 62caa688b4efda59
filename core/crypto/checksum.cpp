// SPDX-License-Identifier: Apache-2.0
#include "pulse/crypto/checksum.h"

#include "pulse/base/quote.h"

// OpenSSL's own SHA-256, called directly: the same code that EVP ends up in, but EVP first loads providers and the
// system's configuration, which is a quarter of the time that a whole `pulse-gui --cli fetch` takes (bench-cli).
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr auto prefix = "sha256:"_L1;
constexpr qsizetype hexDigits = 64;

/// Without SHA-256 no content can be told from damage, so there is nothing sensible to go on with.
void require(int succeeded)
{
    if (succeeded != 1)
        qFatal("OpenSSL on this system cannot compute SHA-256.");
}

int hexValue(QChar digit)
{
    const char16_t c = digit.unicode();
    if (c >= u'0' && c <= u'9')
        return c - u'0';
    if (c >= u'a' && c <= u'f')
        return c - u'a' + 10;
    return -1;
}

} // namespace

Checksum Checksum::of(QByteArrayView bytes)
{
    ChecksumBuilder builder;
    builder.add(bytes);
    return builder.finish();
}

Checksum Checksum::fromDigest(const Digest &digest)
{
    Checksum checksum;
    checksum.m_digest = digest;
    return checksum;
}

Result<Checksum> Checksum::parse(QStringView text)
{
    const auto invalid = [&] {
        return failure(
            ErrorCode::Invalid, {}, visible(text),
            u"%1 is not a checksum. It must read “sha256:” and 64 lower-case hexadecimal digits."_s.arg(quoted(text)));
    };
    if (text.size() != prefix.size() + hexDigits || !text.startsWith(prefix))
        return invalid();
    const QStringView digits = text.sliced(prefix.size());
    Checksum checksum;
    for (size_t i = 0; i < checksum.m_digest.size(); ++i) {
        const int high = hexValue(digits[qsizetype(2 * i)]);
        const int low = hexValue(digits[qsizetype(2 * i + 1)]);
        if (high < 0 || low < 0)
            return invalid();
        checksum.m_digest[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return checksum;
}

QString Checksum::toString() const
{
    return prefix + hex();
}

QString Checksum::hex() const
{
    constexpr char16_t digits[] = u"0123456789abcdef";
    QString text(hexDigits, Qt::Uninitialized);
    QChar *out = text.data();
    for (const unsigned char byte : m_digest) {
        *out++ = digits[byte >> 4];
        *out++ = digits[byte & 0x0F];
    }
    return text;
}

struct ChecksumBuilder::State
{
    State() { restart(); }

    void restart() { require(SHA256_Init(&context)); }

    SHA256_CTX context;
};

ChecksumBuilder::ChecksumBuilder()
    : m_state(std::make_unique<State>())
{}

ChecksumBuilder::~ChecksumBuilder() = default;
ChecksumBuilder::ChecksumBuilder(ChecksumBuilder &&) noexcept = default;
ChecksumBuilder &ChecksumBuilder::operator=(ChecksumBuilder &&) noexcept = default;

void ChecksumBuilder::add(QByteArrayView bytes)
{
    require(SHA256_Update(&m_state->context, bytes.data(), size_t(bytes.size())));
}

Checksum ChecksumBuilder::finish()
{
    Checksum::Digest digest;
    require(SHA256_Final(digest.data(), &m_state->context));
    m_state->restart();
    return Checksum::fromDigest(digest);
}

} // namespace pulse
