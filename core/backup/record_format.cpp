// SPDX-License-Identifier: Apache-2.0
#include "record_format.h"

#include "pack_format.h"

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

const QByteArray recordHeading = QByteArrayLiteral("pulse-prompt 1\n");
const QByteArray listHeading = QByteArrayLiteral("pulse-prompts 1\n");
const QByteArray listingHeading = QByteArrayLiteral("pulse-listing 1\n");

/// Reads a text line by line and word by word. Reading past what is there makes it fail for good.
class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_rest(text)
    {}

    [[nodiscard]] bool isAtEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] bool hasFailed() const { return m_failed; }
    bool skip(QByteArrayView prefix)
    {
        if (!m_rest.startsWith(prefix))
            return false;
        m_rest = m_rest.sliced(prefix.size());
        return true;
    }
    void demand(QByteArrayView prefix) { m_failed |= !skip(prefix); }
    QByteArrayView upTo(char end)
    {
        const qsizetype at = m_rest.indexOf(end);
        if (at < 0) {
            m_failed = true;
            return {};
        }
        const QByteArrayView word = m_rest.first(at);
        m_rest = m_rest.sliced(at + 1);
        return word;
    }
    qint64 number(char end)
    {
        bool isNumber = false;
        const qint64 value = upTo(end).toLongLong(&isNumber);
        m_failed |= !isNumber || value < 0;
        return value;
    }
    Checksum checksum(char end)
    {
        const auto value = checksumFromHex(upTo(end));
        m_failed |= !value;
        return value.value_or(Checksum());
    }
    QByteArrayView bytes(qint64 count)
    {
        if (m_failed || count < 0 || count > m_rest.size()) {
            m_failed = true;
            return {};
        }
        const QByteArrayView taken = m_rest.first(count);
        m_rest = m_rest.sliced(count);
        return taken;
    }
    void fail() { m_failed = true; }

private:
    QByteArrayView m_rest;
    bool m_failed = false;
};

} // namespace

QByteArray encodeRecord(const Record &record)
{
    QByteArray text = recordHeading + "name " + record.name.toString().toUtf8() + '\n';
    for (const auto &[label, version] : record.labels)
        text += "label " + label.toString().toLatin1() + ' ' + version.toString().toLatin1() + '\n';
    for (const RecordedVersion &version : record.versions)
        text += "version " + version.version.toString().toLatin1() + ' ' + toHex(version.checksum) + ' ' +
                QByteArray::number(version.size) + ' ' + QByteArray::number(version.metadata.size()) + '\n' +
                version.metadata;
    return text;
}

std::optional<Record> decodeRecord(QByteArrayView text)
{
    Scanner scanner(text);
    scanner.demand(recordHeading);
    scanner.demand("name ");
    auto name = Name::parse(QString::fromUtf8(scanner.upTo('\n')));
    if (!name)
        return std::nullopt;
    Record record{.name = *std::move(name), .labels = {}, .versions = {}};
    while (scanner.skip("label ")) {
        auto label = Label::parse(QString::fromUtf8(scanner.upTo(' ')));
        auto version = Version::parse(QString::fromUtf8(scanner.upTo('\n')));
        if (!label || !version)
            return std::nullopt;
        record.labels.insert_or_assign(*std::move(label), *std::move(version));
    }
    while (scanner.skip("version ")) {
        auto version = Version::parse(QString::fromUtf8(scanner.upTo(' ')));
        if (!version)
            return std::nullopt;
        RecordedVersion recorded{.version = *std::move(version), .checksum = {}, .metadata = {}};
        recorded.checksum = scanner.checksum(' ');
        recorded.size = scanner.number(' ');
        recorded.metadata = scanner.bytes(scanner.number('\n')).toByteArray();
        record.versions.push_back(std::move(recorded));
    }
    return scanner.hasFailed() || !scanner.isAtEnd() ? std::nullopt : std::optional(std::move(record));
}

Result<SnapshotPrompt> toPrompt(const Record &record)
{
    SnapshotPrompt prompt{.name = record.name, .labels = record.labels, .versions = {}};
    for (const RecordedVersion &version : record.versions) {
        auto metadata = decodeMetadata(version.metadata);
        if (!metadata)
            return failure(std::move(metadata));
        if (metadata->name != record.name || metadata->version != version.version ||
            metadata->checksum != version.checksum || metadata->size != version.size)
            return failure(ErrorCode::Corrupt, {}, record.name.toString(),
                           u"The backup's record of “%1” contradicts itself."_s.arg(record.name.toString()));
        prompt.versions.push_back(*std::move(metadata));
    }
    return prompt;
}

QByteArray encodeList(const std::vector<ListedPrompt> &prompts)
{
    QByteArray text = listHeading;
    for (const ListedPrompt &prompt : prompts)
        text += toHex(prompt.record) + ' ' + prompt.name + '\n';
    return text;
}

std::optional<std::vector<ListedPrompt>> decodeList(QByteArrayView text)
{
    Scanner scanner(text);
    scanner.demand(listHeading);
    std::vector<ListedPrompt> prompts;
    while (!scanner.hasFailed() && !scanner.isAtEnd()) {
        const Checksum record = scanner.checksum(' ');
        prompts.push_back({scanner.upTo('\n').toByteArray(), record});
    }
    return scanner.hasFailed() ? std::nullopt : std::optional(std::move(prompts));
}

QByteArray encodeListing(const std::vector<ListedPart> &parts)
{
    QByteArray text = listingHeading;
    for (const ListedPart &part : parts)
        text += toHex(part.list) + ' ' + QByteArray::number(part.prompts) + ' ' +
                (part.prefix.isEmpty() ? QByteArray("-") : part.prefix) + '\n';
    return text;
}

std::optional<std::vector<ListedPart>> decodeListing(QByteArrayView text)
{
    Scanner scanner(text);
    scanner.demand(listingHeading);
    std::vector<ListedPart> parts;
    while (!scanner.hasFailed() && !scanner.isAtEnd()) {
        ListedPart part;
        part.list = scanner.checksum(' ');
        part.prompts = scanner.number(' ');
        part.prefix = scanner.upTo('\n').toByteArray();
        if (part.prefix == "-")
            part.prefix.clear();
        parts.push_back(std::move(part));
    }
    return scanner.hasFailed() ? std::nullopt : std::optional(std::move(parts));
}

qsizetype prefixDigits(qint64 prompts)
{
    qsizetype digits = 0;
    for (qint64 parts = 1; prompts > parts * 512 && digits < 4; parts *= 16)
        ++digits;
    return digits;
}

} // namespace pulse::backup
