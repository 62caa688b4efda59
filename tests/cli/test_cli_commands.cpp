// SPDX-License-Identifier: Apache-2.0
// Every command: what it does, what it prints with --json, and its exit code.
#include "program.h"

using namespace Qt::StringLiterals;
using pulse::test::Outcome;
using pulse::test::Program;

namespace {

QStringList keys(const QJsonObject &object)
{
    return object.keys(); // sorted
}

QStringList names(const QJsonArray &array, const QString &key = u"name"_s)
{
    QStringList found;
    for (const auto &item : array)
        found.append(item.toObject()[key].toString());
    return found;
}

const QStringList metadataKeys{u"author"_s, u"checksum"_s, u"created_at"_s, u"description"_s, u"message"_s,
                               u"name"_s,   u"size"_s,     u"tags"_s,       u"updated_at"_s,  u"version"_s};

} // namespace

class TestCliCommands : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        const Program program;
        const auto created = program.cli({u"init"_s, u"--json"_s}).object();
        QCOMPARE(keys(created), QStringList({u"backend"_s, u"created"_s, u"id"_s, u"schema"_s, u"url"_s}));
        QCOMPARE(created["created"_L1], QJsonValue(true));
        QCOMPARE(created["url"_L1].toString(), QUrl::fromLocalFile(program.library()).toString());
        QVERIFY(QFile::exists(program.library() + "/library.json"_L1));
        const auto again = program.cli({u"init"_s, u"--json"_s}).object();
        QCOMPARE(again["created"_L1], QJsonValue(false));
        QCOMPARE(again["id"_L1], created["id"_L1]);
        COMPARE_CODE(program.cli({u"init"_s, u"other place"_s}), 0);
        QVERIFY(QFile::exists(program.file(u"other place/library.json"_s)));
        COMPARE_CODE(program.cli({u"init"_s, u"a"_s, u"--library"_s, u"b"_s}), 2);
        COMPARE_CODE(program.cli({u"init"_s, u"s9://bucket"_s}), 6);
    }

    void initSample()
    {
        const Program program;
        COMPARE_CODE(program.cli({u"init"_s, u"--sample"_s}), 0);
        const auto prompts = program.cli({u"list"_s, u"--json"_s}).array();
        QVERIFY(prompts.size() >= 12);
        qsizetype several = 0;
        for (const auto &prompt : prompts) {
            several += prompt["versions"_L1].toInt() > 1 ? 1 : 0;
            QVERIFY(!prompt["description"_L1].toString().isEmpty());
            QVERIFY(!prompt["tags"_L1].toArray().isEmpty());
        }
        QVERIFY(several >= 8);
        const auto before = program.snapshot();
        COMPARE_CODE(program.cli({u"init"_s, u"--sample"_s}), 0);
        QCOMPARE(program.snapshot(), before);
        QVERIFY(program.cli({u"versions"_s, u"support/refund-reply"_s, u"--json"_s})
                    .object()["labels"_L1]
                    .toObject()
                    .contains("production"_L1));
    }

    void whichLibrary()
    {
        Program program;
        program.environment().remove(u"PULSE_LIBRARY"_s);
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        QVERIFY(QFile::exists(program.file(u"data/pulse/library/library.json"_s)));
        COMPARE_CODE(program.cli({u"init"_s, u"configured"_s}), 0);
        COMPARE_CODE(program.cli({u"config"_s, u"set"_s, u"library.default"_s, program.file(u"configured"_s)}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"where"_s}, "c"), 0);
        QVERIFY(QFile::exists(program.file(u"configured/prompts/where"_s)));
        program.environment().insert(u"PULSE_LIBRARY"_s, program.file(u"env"_s));
        COMPARE_CODE(program.cli({u"init"_s}), 0);
        QCOMPARE(program.cli({u"list"_s}).out, QByteArray());
        QCOMPARE(program.cli({u"--library"_s, u"configured"_s, u"list"_s}).out, "where\n"_ba);
        QCOMPARE(
            program.cli({u"list"_s, u"--library="_s + QUrl::fromLocalFile(program.file(u"configured"_s)).toString()})
                .out,
            "where\n"_ba);
    }

    void store()
    {
        const Program program;
        QVERIFY(program.init());
        const auto first = program.cli({u"store"_s, u"a/b"_s, u"--json"_s, u"-m"_s, u"why"_s, u"-t"_s, u"y"_s, u"-t"_s,
                                        u"x"_s, u"-d"_s, u"what for"_s, u"--author"_s, u"Ann"_s},
                                       "one {{x}}");
        COMPARE_CODE(first, 0);
        QStringList expected = metadataKeys;
        expected.insert(7, u"outcome"_s);
        expected.sort();
        QCOMPARE(keys(first.object()), expected);
        QCOMPARE(first.object()["outcome"_L1].toString(), u"created"_s);
        QCOMPARE(first.object()["version"_L1].toString(), u"1.0.0"_s);
        QCOMPARE(first.object()["tags"_L1].toArray(), QJsonArray({u"x"_s, u"y"_s}));
        QCOMPARE(first.object()["message"_L1].toString(), u"why"_s);
        QCOMPARE(first.object()["author"_L1].toString(), u"Ann"_s);
        QCOMPARE(program.cli({u"store"_s, u"a/b"_s}, "one {{x}}").out,
                 "a/b@1.0.0 has these bytes already; nothing changed.\n"_ba);
        // The step follows from the change, unless it is given.
        const auto version = [&](const QStringList &more, const QByteArray &content) {
            return program.cli(QStringList{u"store"_s, u"a/b"_s, u"--json"_s} + more, content)
                .object()["version"_L1]
                .toString();
        };
        QCOMPARE(version({}, "two {{x}}"), u"1.0.1"_s);
        QCOMPARE(version({}, "two {{x}} {{y=1}}"), u"1.1.0"_s);
        QCOMPARE(version({}, "two {{x}} {{y=1}} {{z}}"), u"2.0.0"_s);
        QCOMPARE(version({u"--bump"_s, u"minor"_s}, "other"), u"2.1.0"_s);
        QCOMPARE(version({u"--version"_s, u"3.0.0-rc.1"_s}, "rc"), u"3.0.0-rc.1"_s);
        // What is not said is inherited.
        QCOMPARE(program.cli({u"meta"_s, u"a/b@2.0.0"_s, u"--json"_s}).object()["description"_L1].toString(),
                 u"what for"_s);
        const Outcome refused =
            program.cli({u"store"_s, u"a/b"_s, u"--version"_s, u"1.0.0"_s, u"--json"_s}, "different");
        COMPARE_CODE(refused, 3);
        QCOMPARE(keys(refused.error()),
                 QStringList({u"code"_s, u"exit_code"_s, u"message"_s, u"operation"_s, u"retryable"_s, u"subject"_s}));
        QCOMPARE(refused.error()["code"_L1].toString(), u"already-exists"_s);
        QCOMPARE(refused.error()["exit_code"_L1].toInt(), 3);
        COMPARE_CODE(program.cli({u"store"_s, u"A/b"_s}, "x"), 3); // differs only by case
        COMPARE_CODE(program.cli({u"store"_s, u"a/b@1.0.0"_s}, "x"), 2);
        COMPARE_CODE(program.cli({u"store"_s, u"a/c"_s, u"--version"_s, u"1.0"_s}, "x"), 2);
        COMPARE_CODE(program.cli({u"store"_s, u"a/c"_s, u"--bump"_s, u"huge"_s}, "x"), 2);
        COMPARE_CODE(program.cli({u"store"_s, u"a/c"_s, u"--bump"_s, u"major"_s, u"--version"_s, u"1.0.0"_s}, "x"), 2);
        COMPARE_CODE(program.cli({u"store"_s, u"a/c"_s, u"missing.md"_s}), 1);
        COMPARE_CODE(program.cli({u"store"_s, u"a/c"_s, u"."_s}), 2);
    }

    void fetchAsJson()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"t"_s}, "text ü"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "\xff\0"_ba), 0);
        const auto text = program.cli({u"fetch"_s, u"t"_s, u"--json"_s}).object();
        QCOMPARE(text["content"_L1].toString(), u"text ü"_s);
        QCOMPARE(
            QByteArray::fromBase64(
                program.cli({u"fetch"_s, u"b"_s, u"--json"_s}).object()["content_base64"_L1].toString().toLatin1()),
            "\xff\0"_ba);
        COMPARE_CODE(program.cli({u"fetch"_s, u"nothing"_s}), 1);
    }

    void listAndVersions()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s, u"-t"_s, u"red"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a/b"_s, u"-t"_s, u"red"_s, u"-t"_s, u"blue"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"a/b"_s, u"-m"_s, u"second"_s}, "2"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"c"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"label"_s, u"a/b"_s, u"staging"_s, u"1.0.0"_s}), 0);
        QCOMPARE(program.cli({u"list"_s}).out, "a\na/b\nc\n"_ba);
        QCOMPARE(program.cli({u"list"_s, u"a"_s}).out, "a\na/b\n"_ba);
        QCOMPARE(program.cli({u"list"_s, u"a/"_s}).out, "a\na/b\n"_ba);
        QCOMPARE(program.cli({u"list"_s, u"--tag"_s, u"red"_s, u"--tag"_s, u"blue"_s}).out, "a/b\n"_ba);
        QCOMPARE(program.cli({u"list"_s, u"--label"_s, u"staging"_s}).out, "a/b\n"_ba);
        COMPARE_CODE(program.cli({u"list"_s, u"nothing"_s}), 0);
        const auto items = program.cli({u"list"_s, u"--json"_s}).array();
        QCOMPARE(names(items), QStringList({u"a"_s, u"a/b"_s, u"c"_s}));
        QCOMPARE(keys(items[1].toObject()),
                 QStringList({u"description"_s, u"labels"_s, u"latest"_s, u"name"_s, u"size"_s, u"sync"_s, u"tags"_s,
                              u"updated_at"_s, u"versions"_s}));
        QVERIFY(items[1]["sync"_L1].isNull()); // has no home elsewhere
        QCOMPARE(items[1]["latest"_L1].toString(), u"1.0.1"_s);
        QCOMPARE(items[1]["labels"_L1].toArray(), QJsonArray({u"staging"_s}));
        const QByteArray table = program.cli({u"list"_s, u"-l"_s}).out;
        QVERIFY(table.startsWith("NAME") && table.contains("a/b"));

        const auto history = program.cli({u"versions"_s, u"a/b"_s, u"--json"_s}).object();
        QCOMPARE(keys(history), QStringList({u"labels"_s, u"latest"_s, u"name"_s, u"versions"_s}));
        const auto versions = history["versions"_L1].toArray();
        QCOMPARE(names(versions, u"version"_s), QStringList({u"1.0.1"_s, u"1.0.0"_s}));
        QCOMPARE(versions[0]["bump"_L1].toString(), u"patch"_s);
        QCOMPARE(versions[0]["is_latest"_L1], QJsonValue(true));
        QCOMPARE(versions[0]["message"_L1].toString(), u"second"_s);
        QVERIFY(versions[1]["bump"_L1].isNull());
        QCOMPARE(versions[1]["labels"_L1].toArray(), QJsonArray({u"staging"_s}));
        QVERIFY(QDateTime::fromString(versions[0]["created_at"_L1].toString(), Qt::ISODateWithMs).isValid());
        COMPARE_CODE(program.cli({u"versions"_s, u"nothing"_s}), 1);
    }

    void exists()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a/b"_s}, "1"), 0);
        const Outcome yes = program.cli({u"exists"_s, u"a/b@1.x"_s});
        COMPARE_CODE(yes, 0);
        QCOMPARE(yes.out, "yes\n"_ba);
        const Outcome no = program.cli({u"exists"_s, u"a"_s, u"--json"_s});
        COMPARE_CODE(no, 1);
        QCOMPARE(no.object()["exists"_L1], QJsonValue(false));
        QCOMPARE(program.cli({u"exists"_s, u"a/b"_s, u"-q"_s}).out, QByteArray());
        COMPARE_CODE(program.cli({u"exists"_s, u"a//b"_s}), 2);
    }

    void meta()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s, u"-t"_s, u"old"_s}, "1"), 0);
        const Outcome changed = program.cli({u"meta"_s, u"p"_s, u"--set"_s, u"description=a=b"_s, u"--tag"_s, u"+new"_s,
                                             u"--tag"_s, u"-old"_s, u"--json"_s});
        COMPARE_CODE(changed, 0);
        QCOMPARE(keys(changed.object()), metadataKeys);
        QCOMPARE(changed.object()["description"_L1].toString(), u"a=b"_s);
        QCOMPARE(changed.object()["tags"_L1].toArray(), QJsonArray({u"new"_s}));
        QVERIFY(program.cli({u"meta"_s, u"p"_s}).out.contains("description  a=b"));
        COMPARE_CODE(program.cli({u"meta"_s, u"p"_s, u"--set"_s, u"size=3"_s}), 2);
        COMPARE_CODE(program.cli({u"meta"_s, u"p"_s, u"--set"_s, u"description"_s}), 2);
        COMPARE_CODE(program.cli({u"meta"_s, u"p"_s, u"--tag"_s, u"plain"_s}), 2);
        COMPARE_CODE(program.cli({u"meta"_s, u"nothing"_s}), 1);
    }

    void label()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "1"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "2"), 0);
        const auto set = program.cli({u"label"_s, u"p"_s, u"staging"_s, u"^1.0"_s, u"--json"_s}).object();
        QCOMPARE(set, QJsonObject({{u"name"_s, u"p"_s}, {u"label"_s, u"staging"_s}, {u"version"_s, u"1.0.1"_s}}));
        COMPARE_CODE(program.cli({u"label"_s, u"p@1.0.0"_s, u"production"_s}), 0);
        COMPARE_CODE(program.cli({u"label"_s, u"p@1.0.0"_s, u"x"_s, u"1.0.1"_s}), 2);
        const Outcome refused = program.cli({u"label"_s, u"p"_s, u"production"_s, u"1.0.1"_s});
        COMPARE_CODE(refused, 5);
        QVERIFY(refused.err.contains("--override"));
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"production"_s, u"1.0.1"_s, u"--override"_s}), 0);
        const auto labels = program.cli({u"label"_s, u"p"_s, u"--json"_s}).object();
        QCOMPARE(labels["labels"_L1].toObject(),
                 QJsonObject({{u"production"_s, u"1.0.1"_s}, {u"staging"_s, u"1.0.1"_s}}));
        QCOMPARE(labels["latest"_L1].toString(), u"1.0.1"_s);
        COMPARE_CODE(program.cli({u"remove"_s, u"p@1.0.1"_s}), 4); // a label points at it
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"production"_s, u"--remove"_s}), 5);
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"staging"_s, u"--remove"_s}), 0);
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"staging"_s, u"--remove"_s}), 1);
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"latest"_s, u"1.0.0"_s}), 2);
        COMPARE_CODE(program.cli({u"label"_s, u"p"_s, u"1.0.0"_s}), 2);
    }

    void removeAndTrash()
    {
        const Program program;
        QVERIFY(program.init());
        for (const auto &name : {u"a/one"_s, u"a/two"_s, u"b"_s, u"c"_s})
            COMPARE_CODE(program.cli({u"store"_s, name}, "1"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "2"), 0);
        const auto before = program.snapshot();
        const auto dry = program.cli({u"remove"_s, u"a/"_s, u"b@1.0.0"_s, u"--dry-run"_s, u"--json"_s}).object();
        QCOMPARE(program.snapshot(), before);
        QCOMPARE(keys(dry), QStringList({u"dry_run"_s, u"failed"_s, u"purged"_s, u"removed"_s}));
        QCOMPARE(names(dry["removed"_L1].toArray()), QStringList({u"a/one"_s, u"a/two"_s, u"b"_s}));
        const Outcome removed = program.cli({u"remove"_s, u"a/"_s, u"b@1.0.0"_s, u"--json"_s});
        COMPARE_CODE(removed, 0);
        const QString id = removed.object()["removed"_L1][0]["trash_id"_L1].toString();
        QVERIFY(!id.isEmpty());
        QCOMPARE(program.cli({u"list"_s}).out, "b\nc\n"_ba);
        const auto entries = program.cli({u"trash"_s, u"list"_s, u"--json"_s}).array();
        QCOMPARE(entries.size(), 3);
        QCOMPARE(keys(entries[0].toObject()),
                 QStringList({u"id"_s, u"name"_s, u"removed_at"_s, u"removed_by"_s, u"versions"_s, u"whole_prompt"_s}));
        COMPARE_CODE(program.cli({u"trash"_s, u"restore"_s, id}), 0);
        COMPARE_CODE(program.cli({u"trash"_s, u"restore"_s, u"a/two"_s, u"--as"_s, u"d"_s}), 0);
        COMPARE_CODE(program.cli({u"trash"_s, u"restore"_s, u"a/two"_s}), 1);
        QCOMPARE(program.cli({u"list"_s}).out, "a/one\nb\nc\nd\n"_ba);
        COMPARE_CODE(program.cli({u"remove"_s, u"c"_s, u"--purge"_s}), 0);
        QCOMPARE(program.cli({u"trash"_s, u"list"_s, u"--json"_s}).array().size(), 1);
        const auto full = program.snapshot();
        COMPARE_CODE(program.cli({u"trash"_s, u"empty"_s, u"-n"_s}), 0);
        QCOMPARE(program.snapshot(), full);
        QCOMPARE(program.cli({u"trash"_s, u"empty"_s, u"--json"_s}).object()["purged"_L1].toArray().size(), 1);
        QCOMPARE(program.cli({u"trash"_s, u"list"_s, u"--json"_s}).array().size(), 0);
        COMPARE_CODE(program.cli({u"remove"_s, u"d"_s}), 0);
        const QString last = program.cli({u"trash"_s, u"list"_s, u"--json"_s}).array()[0]["id"_L1].toString();
        COMPARE_CODE(program.cli({u"trash"_s, u"purge"_s, last}), 0);
        COMPARE_CODE(program.cli({u"trash"_s, u"purge"_s, last}), 1);
        COMPARE_CODE(program.cli({u"remove"_s, u"nothing"_s}), 1);
        COMPARE_CODE(program.cli({u"remove"_s, u"nothing/"_s}), 1);
    }

    void rename()
    {
        const Program program;
        QVERIFY(program.init());
        for (const auto &name : {u"a/one"_s, u"a/deep/two"_s, u"b"_s})
            COMPARE_CODE(program.cli({u"store"_s, name}, name.toUtf8()), 0);
        const auto before = program.snapshot();
        const auto dry = program.cli({u"rename"_s, u"a/"_s, u"z/"_s, u"--dry-run"_s, u"--json"_s}).object();
        QCOMPARE(program.snapshot(), before);
        QCOMPARE(names(dry["renamed"_L1].toArray(), u"to"_s), QStringList({u"z/deep/two"_s, u"z/one"_s}));
        COMPARE_CODE(program.cli({u"rename"_s, u"a/"_s, u"z/"_s}), 0);
        QCOMPARE(program.cli({u"list"_s}).out, "b\nz/deep/two\nz/one\n"_ba);
        QCOMPARE(program.cli({u"fetch"_s, u"z/one@1.0.0"_s}).out, "a/one"_ba);
        QCOMPARE(keys(program.cli({u"rename"_s, u"b"_s, u"c"_s, u"--json"_s}).object()),
                 QStringList({u"dry_run"_s, u"failed"_s, u"renamed"_s}));
        COMPARE_CODE(program.cli({u"rename"_s, u"c"_s, u"z/one"_s}), 3);
        COMPARE_CODE(program.cli({u"rename"_s, u"c"_s, u"z/one"_s, u"-n"_s}), 3);
        COMPARE_CODE(program.cli({u"rename"_s, u"nothing"_s, u"x"_s}), 1);
        COMPARE_CODE(program.cli({u"rename"_s, u"c"_s, u"x/"_s}), 2);
        COMPARE_CODE(program.cli({u"rename"_s, u"c"_s, u"x//y"_s}), 2);
    }

    void diff()
    {
        const Program program;
        QVERIFY(program.init());
        QVERIFY(program.write(u"one"_s, "a\nb\nc\n") && program.write(u"two"_s, "a\nB\nc\nd\n"));
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s, u"one"_s}), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s, u"two"_s}), 0);
        const Outcome shown = program.cli({u"diff"_s, u"p@1.0.0"_s, u"p@latest"_s});
        COMPARE_CODE(shown, 0);
        QVERIFY(program.write(u"patch"_s, shown.out));
        const Outcome peer = program.bash(u"diff -u --label p@1.0.0 --label p@1.0.1 one two"_s);
        QCOMPARE(shown.out, peer.out);
        QCOMPARE(program.cli({u"diff"_s, u"p"_s}).out, shown.out);
        QCOMPARE(program.cli({u"diff"_s, u"p@1.0.0"_s}).out, shown.out);
        COMPARE_CODE(program.cli({u"diff"_s, u"p"_s, u"--exit-code"_s}), 1);
        const Outcome same = program.cli({u"diff"_s, u"p"_s, u"p"_s, u"--exit-code"_s});
        COMPARE_CODE(same, 0);
        QCOMPARE(same.out, QByteArray());
        const auto json = program.cli({u"diff"_s, u"p"_s, u"--json"_s}).object();
        QCOMPARE(keys(json), QStringList({u"added"_s, u"changed"_s, u"diff"_s, u"identical"_s, u"left"_s, u"removed"_s,
                                          u"right"_s}));
        QCOMPARE(json["diff"_L1].toString().toUtf8(), shown.out);
        QVERIFY(shown.out.contains("\n a\n"));
        QVERIFY(!program.cli({u"diff"_s, u"p"_s, u"-U"_s, u"0"_s}).out.contains("\n a\n"));
        COMPARE_CODE(program.cli({u"diff"_s, u"p"_s, u"-U"_s, u"many"_s}), 2);
        COMPARE_CODE(program.cli({u"diff"_s, u"p@7.0.0"_s}), 1);
    }

    void search()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"a"_s}, "first\nthe Refund policy\n"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"b"_s}, "nothing\n"), 0);
        QCOMPARE(program.cli({u"search"_s, u"refund POLICY"_s}).out, "a@1.0.0:2:the Refund policy\n"_ba);
        const auto matches = program.cli({u"search"_s, u"refund"_s, u"--json"_s}).array();
        QCOMPARE(matches.size(), 1);
        QCOMPARE(matches[0].toObject(), QJsonObject({{u"name"_s, u"a"_s},
                                                     {u"version"_s, u"1.0.0"_s},
                                                     {u"line"_s, 2},
                                                     {u"text"_s, u"the Refund policy"_s},
                                                     {u"position"_s, 4},
                                                     {u"length"_s, 6}}));
        COMPARE_CODE(program.cli({u"search"_s, u"absent"_s}), 1);
        COMPARE_CODE(program.cli({u"search"_s, u""_s}), 2);
        COMPARE_CODE(program.cli({u"search"_s, u"x"_s, u"--limit"_s, u"0"_s}), 2);
    }

    void importAndExport()
    {
        const Program program;
        QVERIFY(program.init());
        QVERIFY(QDir(program.folder()).mkpath(u"in/sub"_s));
        QVERIFY(program.write(u"in/one.md"_s, "one\r\n") && program.write(u"in/sub/two.md"_s, "two") &&
                program.write(u"in/latest.md"_s, "bad name"));
        const auto before = program.snapshot();
        const Outcome dry = program.cli({u"import"_s, u"in"_s, u"--into"_s, u"team"_s, u"--dry-run"_s, u"--json"_s});
        COMPARE_CODE(dry, 0);
        QCOMPARE(program.snapshot(), before);
        QCOMPARE(keys(dry.object()), QStringList({u"bytes"_s, u"created"_s, u"dry_run"_s, u"failed"_s, u"items"_s,
                                                  u"prompts"_s, u"skipped"_s, u"unchanged"_s, u"versions"_s}));
        QCOMPARE(dry.object()["versions"_L1].toInt(), 2);
        QCOMPARE(dry.object()["skipped"_L1].toArray().size(), 1);
        const Outcome done =
            program.cli({u"import"_s, u"in"_s, u"--into"_s, u"team"_s, u"-t"_s, u"new"_s, u"--json"_s});
        COMPARE_CODE(done, 0);
        QCOMPARE(done.object()["created"_L1].toInt(), 2);
        QCOMPARE(program.cli({u"list"_s, u"--tag"_s, u"new"_s}).out, "team/in/one\nteam/in/sub/two\n"_ba);
        QCOMPARE(
            program.cli({u"import"_s, u"in"_s, u"--into"_s, u"team"_s, u"--json"_s}).object()["unchanged"_L1].toInt(),
            2);
        COMPARE_CODE(program.cli({u"import"_s, u"missing"_s}), 1);
        COMPARE_CODE(program.cli({u"import"_s, u"in/latest.md"_s}), 2);
        COMPARE_CODE(program.cli({u"import"_s, u"in"_s, u"--into"_s, u"../up"_s}), 2);

        const auto planned = program.cli({u"export"_s, u"/"_s, u"--to"_s, u"out"_s, u"-n"_s, u"--json"_s}).object();
        QVERIFY(!QFile::exists(program.file(u"out"_s)));
        QCOMPARE(names(planned["files"_L1].toArray()), QStringList({u"team/in/one"_s, u"team/in/sub/two"_s}));
        const Outcome written = program.cli({u"export"_s, u"team/"_s, u"--to"_s, u"out"_s, u"--json"_s});
        COMPARE_CODE(written, 0);
        QCOMPARE(keys(written.object()),
                 QStringList({u"bytes"_s, u"dry_run"_s, u"failed"_s, u"files"_s, u"to"_s, u"written"_s}));
        QCOMPARE(program.read(u"out/team/in/one.md"_s), "one\r\n"_ba);
        COMPARE_CODE(program.cli({u"export"_s, u"team"_s, u"--to"_s, u"out"_s}), 3);
        COMPARE_CODE(program.cli({u"export"_s, u"team"_s, u"--to"_s, u"out"_s, u"--overwrite"_s}), 0);
        COMPARE_CODE(
            program.cli({u"export"_s, u"team/in/one"_s, u"--to"_s, u"flat"_s, u"--flat"_s, u"--format"_s, u"md"_s}), 0);
        QCOMPARE(program.read(u"flat/one-1.0.0.md"_s), "one\r\n"_ba);
        COMPARE_CODE(program.cli({u"export"_s, u"team"_s}), 2);
        COMPARE_CODE(program.cli({u"export"_s, u"team"_s, u"--to"_s, u"x"_s, u"--format"_s, u"pdf"_s}), 2);
        COMPARE_CODE(program.cli({u"export"_s, u"nothing"_s, u"--to"_s, u"x"_s}), 1);
    }

    void verifyAndStats()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"good"_s}, "12345"), 0);
        COMPARE_CODE(program.cli({u"store"_s, u"bad"_s}, "12345"), 0);
        const Outcome intact = program.cli({u"verify"_s, u"--json"_s});
        COMPARE_CODE(intact, 0);
        QCOMPARE(keys(intact.object()), QStringList({u"bytes"_s, u"dry_run"_s, u"findings"_s, u"intact"_s, u"prompts"_s,
                                                     u"repair"_s, u"versions"_s}));
        QCOMPARE(intact.object()["intact"_L1].toInt(), 2);
        const auto stats = program.cli({u"stats"_s, u"--json"_s}).object();
        QCOMPARE(keys(stats), QStringList({u"backend"_s, u"bytes"_s, u"damaged"_s, u"id"_s, u"labels"_s, u"prompts"_s,
                                           u"read_only"_s, u"schema"_s, u"sync"_s, u"tags"_s, u"trashed"_s, u"url"_s,
                                           u"versions"_s}));
        QVERIFY(stats["sync"_L1].isNull());
        QCOMPARE(stats["bytes"_L1].toInt(), 10);
        QVERIFY(program.write(u"library/prompts/bad/1.0.0/content.md"_s, "54321"));
        const Outcome damaged = program.cli({u"verify"_s, u"--json"_s});
        COMPARE_CODE(damaged, 9);
        const auto finding = damaged.object()["findings"_L1][0].toObject();
        QCOMPARE(keys(finding), QStringList({u"acceptable"_s, u"action"_s, u"kind"_s, u"message"_s, u"name"_s,
                                             u"path"_s, u"repairable"_s, u"repaired"_s, u"severity"_s, u"version"_s}));
        QCOMPARE(finding["severity"_L1].toString(), u"damage"_s);
        QCOMPARE(finding["name"_L1].toString(), u"bad"_s);
        QVERIFY(program.cli({u"verify"_s}).out.contains("1 of 2 versions"));
    }

    // As where another program has copied the library.
    void verifyCountsWhatIsOfOneKind()
    {
        const Program program;
        QVERIFY(program.init());
        for (int i = 0; i < 7; ++i)
            COMPARE_CODE(program.cli({u"store"_s, u"p%1"_s.arg(i)}, "1"), 0);
        COMPARE_CODE(program.bash(u"chmod 644 library/prompts/*/1.0.0/content.md"_s), 0);
        const Outcome counted = program.cli({u"verify"_s});
        COMPARE_CODE(counted, 0);
        QCOMPARE(counted.out.count("(its mode is 644)"), 5);
        QVERIFY2(counted.out.contains("and 2 more like these (loose-mode)"), counted.out.constData());
        QCOMPARE(program.cli({u"verify"_s, u"--json"_s}).object()["findings"_L1].toArray().size(), 7);
        COMPARE_CODE(program.bash(u"for f in library/prompts/*/1.0.0/content.md; do echo x > $f; done"_s), 0);
        QCOMPARE(program.cli({u"verify"_s}).out.count("damage: "), 7);
    }

    void repair()
    {
        const Program program;
        QVERIFY(program.init());
        COMPARE_CODE(program.cli({u"store"_s, u"p"_s}, "1"), 0);
        COMPARE_CODE(
            program.bash(u"chmod 644 library/prompts/p/1.0.0/content.md && ln -sfn 9.9.9 library/prompts/p/latest"_s),
            0);
        const auto before = program.snapshot();
        const Outcome dry = program.cli({u"verify"_s, u"--repair"_s, u"--dry-run"_s});
        QCOMPARE(program.snapshot(), before);
        QVERIFY2(dry.out.contains("would be mended"), dry.out.constData());
        COMPARE_CODE(program.cli({u"verify"_s, u"--repair"_s}), 0);
        const auto after = program.cli({u"verify"_s, u"--json"_s}).object();
        QCOMPARE(after["findings"_L1].toArray(), QJsonArray());
        QCOMPARE(program.cli({u"fetch"_s, u"p"_s}).out, "1"_ba);
    }

    void config()
    {
        const Program program;
        const auto all = program.cli({u"config"_s, u"list"_s, u"--json"_s}).array();
        QCOMPARE(keys(all[0].toObject()), QStringList({u"default"_s, u"help"_s, u"key"_s, u"origin"_s, u"value"_s}));
        COMPARE_CODE(program.cli({u"config"_s, u"set"_s, u"author"_s, u"Ann <ann@example.com>"_s}), 0);
        QCOMPARE(program.cli({u"config"_s, u"get"_s, u"author"_s}).out, "Ann <ann@example.com>\n"_ba);
        QCOMPARE(program.cli({u"config"_s, u"get"_s, u"author"_s, u"--json"_s}).object()["origin"_L1].toString(),
                 u"file"_s);
        COMPARE_CODE(program.cli({u"config"_s, u"set"_s, u"cache.items"_s, u"lots"_s}), 2);
        const Outcome unknown = program.cli({u"config"_s, u"get"_s, u"autor"_s});
        COMPARE_CODE(unknown, 1);
        QVERIFY(unknown.err.contains("“author”"));
        COMPARE_CODE(program.cli({u"config"_s, u"unset"_s, u"author"_s}), 0);
        QCOMPARE(program.cli({u"config"_s, u"get"_s, u"author"_s}).out, "\n"_ba);
    }

    void quiet()
    {
        const Program program;
        const Outcome init = program.cli({u"-q"_s, u"init"_s});
        QCOMPARE(init.out + init.err, QByteArray());
        const Outcome stored = program.cli({u"store"_s, u"p"_s, u"--quiet"_s}, "1");
        QCOMPARE(stored.out + stored.err, QByteArray());
        QCOMPARE(program.cli({u"-q"_s, u"list"_s}).out, "p\n"_ba);
        QVERIFY(!program.cli({u"-q"_s, u"fetch"_s, u"none"_s}).err.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCliCommands)
#include "test_cli_commands.moc"
