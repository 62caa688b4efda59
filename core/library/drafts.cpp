// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/drafts.h"

#include "durable_file.h"
#include "pulse/base/json.h"
#include "pulse/crypto/checksum.h"
#include "pulse/storage/storage.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

// A draft's file: a line with the format and the checksum of all that follows it, a line of JSON with the facts, and
// the content as it is. Any torn, cut or changed file fails the checksum.

namespace {

constexpr QByteArrayView formatMark = "pulse-draft-1 ";
constexpr qint64 mostFactBytes = 64 * 1024;
constexpr qint64 hourMs = 3600LL * 1000;

QString hashed(const QString &text)
{
    return Checksum::of(text.toUtf8()).hex();
}

QString fileNameOf(const QString &key)
{
    return hashed(key) + u".draft"_s;
}

QByteArray encode(const Draft &draft)
{
    JsonObject facts{{u"key"_s, draft.key},
                     {u"saved_at"_s, toRfc3339(draft.savedAt)},
                     {u"cursor"_s, draft.cursor},
                     {u"size"_s, qint64(draft.content.size())}};
    if (draft.name)
        facts.insert(u"name"_s, draft.name->toString());
    if (draft.base)
        facts.insert(u"base"_s, draft.base->toString());
    QByteArray rest = toJson(JsonValue(std::move(facts))) + '\n';
    rest += draft.content;
    return formatMark.toByteArray() + Checksum::of(rest).toString().toLatin1() + '\n' + rest;
}

std::optional<QString> textOf(const JsonObject &facts, QStringView name)
{
    const JsonValue *value = facts.find(name);
    const QString *text = value ? value->asString() : nullptr;
    return text ? std::optional(*text) : std::nullopt;
}

qint64 numberOf(const JsonObject &facts, QStringView name)
{
    const JsonValue *value = facts.find(name);
    return value ? value->toInteger().value_or(-1) : -1;
}

std::optional<Draft> decodeFacts(QByteArrayView line, const QByteArray &content)
{
    const auto json = parseJson(line);
    const JsonObject *facts = json ? json->asObject() : nullptr;
    if (!facts || numberOf(*facts, u"size") != content.size())
        return {};
    Draft draft;
    const auto key = textOf(*facts, u"key");
    const auto savedAt = textOf(*facts, u"saved_at");
    if (!key || !savedAt)
        return {};
    draft.key = *key;
    draft.savedAt = fromRfc3339(*savedAt);
    draft.cursor = std::max<qint64>(0, numberOf(*facts, u"cursor"));
    draft.content = content;
    if (const auto text = textOf(*facts, u"name")) {
        const auto name = Name::parse(*text);
        if (!name)
            return {};
        draft.name = *name;
    }
    if (const auto text = textOf(*facts, u"base")) {
        const auto base = Version::parse(*text);
        if (!base)
            return {};
        draft.base = *base;
    }
    return draft;
}

std::optional<Draft> decode(const QByteArray &bytes)
{
    if (!bytes.startsWith(formatMark))
        return {};
    const qsizetype mark = bytes.indexOf('\n');
    if (mark < 0)
        return {};
    const QByteArrayView checksum = QByteArrayView(bytes).sliced(formatMark.size(), mark - formatMark.size());
    const QByteArrayView rest = QByteArrayView(bytes).sliced(mark + 1);
    if (checksum != Checksum::of(rest).toString().toLatin1())
        return {};
    const qsizetype facts = rest.indexOf('\n');
    if (facts < 0)
        return {};
    return decodeFacts(rest.first(facts), bytes.mid(mark + 1 + facts + 1));
}

Result<Draft> read(const QString &path)
{
    const auto bytes = readFile(path, Storage::maxBufferedBytes + mostFactBytes);
    if (!bytes)
        return failure(bytes);
    auto draft = decode(*bytes);
    if (!draft)
        return failure(ErrorCode::Corrupt, u"load"_s, path,
                       u"The draft in “%1” is damaged and was not used. The file was left as it is."_s.arg(path));
    return *std::move(draft);
}

/// What a crash in the middle of a save left behind.
void removeLeftovers(const QString &folder, const QDateTime &now)
{
    const auto leftovers = QDir(folder).entryInfoList({u".tmp-*"_s}, QDir::Files | QDir::Hidden | QDir::NoSymLinks);
    for (const QFileInfo &leftover : leftovers) {
        if (leftover.lastModified().msecsTo(now) > hourMs)
            QFile::remove(leftover.filePath());
    }
}

} // namespace

DraftStore::DraftStore(QString folder, const QString &libraryKey, std::shared_ptr<const Clock> clock)
    : m_folder(QDir::cleanPath(QDir(folder).absoluteFilePath(hashed(libraryKey).left(32))))
    , m_clock(std::move(clock))
{}

QString DraftStore::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericStateLocation) + u"/pulse/drafts"_s;
}

Result<void> DraftStore::save(const Draft &draft)
{
    if (draft.content.size() > Storage::maxBufferedBytes)
        return failure(
            ErrorCode::Invalid, u"save"_s, draft.key,
            u"The text is larger than a prompt can be (%1 MiB), so its draft was not saved. Shorten it."_s.arg(
                Storage::maxBufferedBytes >> 20));
    Draft stamped = draft;
    if (!stamped.savedAt.isValid())
        stamped.savedAt = m_clock->now();
    const auto folder = openPrivateFolder(m_folder);
    if (!folder)
        return failure(folder);
    const QString file = fileNameOf(draft.key);
    return writeFile(*folder, file, encode(stamped), {}, m_folder + u'/' + file);
}

Result<Draft> DraftStore::load(const QString &key) const
{
    const QString path = m_folder + u'/' + fileNameOf(key);
    auto draft = read(path);
    if (!draft && draft.error().code() == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound, u"load"_s, key, u"There is no draft of “%1”."_s.arg(key));
    if (draft && draft->key != key)
        return failure(ErrorCode::Corrupt, u"load"_s, path,
                       u"The draft in “%1” belongs to something else and was not used."_s.arg(path));
    return draft;
}

Result<std::vector<Draft>> DraftStore::list() const
{
    std::vector<Draft> drafts;
    const auto folder = openFolder(m_folder);
    if (!folder) {
        if (folder.error().code() == ErrorCode::NotFound)
            return drafts;
        return failure(folder);
    }
    removeLeftovers(m_folder, m_clock->now());
    for (const QString &file : QDir(m_folder).entryList({u"*.draft"_s}, QDir::Files | QDir::NoSymLinks)) {
        auto draft = read(m_folder + u'/' + file);
        if (draft && fileNameOf(draft->key) == file)
            drafts.push_back(std::move(*draft));
    }
    std::ranges::stable_sort(drafts, std::ranges::greater(), &Draft::savedAt);
    return drafts;
}

Result<void> DraftStore::discard(const QString &key)
{
    const auto folder = openFolder(m_folder);
    if (!folder)
        return folder.error().code() == ErrorCode::NotFound ? Result<void>() : failure(folder);
    const QString file = fileNameOf(key);
    return removeFile(*folder, file, m_folder + u'/' + file).transform([](bool) {});
}

} // namespace pulse
