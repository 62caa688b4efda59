// SPDX-License-Identifier: Apache-2.0
// What other programs write into the file of the settings reaches an open window.
#include "settings_dialog.h"
#include "window_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace Qt::StringLiterals;

namespace {

struct Followed
{
    QTemporaryDir folder;
    QString path = folder.filePath(u"config/pulse/pulse.conf"_s);
    std::shared_ptr<Settings> settings = std::make_shared<Settings>(path);
    WindowSettings window{settings, std::make_shared<TaskRunner>(2)};
    QSignalSpy changed{&window, &WindowSettings::changed};
    QSignalSpy written{&window, &WindowSettings::fileChanged};

    [[nodiscard]] bool wasTold(QLatin1StringView key) const
    {
        return std::ranges::any_of(changed, [&](const QList<QVariant> &told) { return told.front() == key; });
    }
};

} // namespace

class TestWindowSettings : public QObject
{
    Q_OBJECT

private slots:
    void whatTheCommandLineSetsIsTakenOver()
    {
        Followed it;
        QVERIFY(Settings(it.path).set(setting::theme, u"light"_s));
        it.window.watch();
        Settings other(it.path); // as another program has it
        QVERIFY(other.set(setting::theme, u"dark"_s));
        QTRY_VERIFY(it.wasTold(setting::theme));
        QCOMPARE(it.settings->text(setting::theme), u"dark"_s);
        QVERIFY(!it.wasTold(setting::author));
        QVERIFY(other.set(setting::author, u"Ada <ada@example.org>"_s)); // the file was replaced, and is followed on
        QTRY_VERIFY(it.wasTold(setting::author));
        QCOMPARE(it.settings->text(setting::author), u"Ada <ada@example.org>"_s);
        QVERIFY(it.written.size() >= 2);
    }

    void aFileThatIsMadeLaterIsFound()
    {
        Followed it;
        it.window.watch();
        QVERIFY(!QFile::exists(it.folder.filePath(u"config"_s)));
        QVERIFY(Settings(it.path).set(setting::author, u"Ada"_s));
        QTRY_COMPARE(it.settings->text(setting::author), u"Ada"_s);
        QVERIFY(Settings(it.path).set(setting::author, u"Grace"_s));
        QTRY_COMPARE(it.settings->text(setting::author), u"Grace"_s);
    }

    void anEditorWritesIntoTheFile()
    {
        Followed it;
        QVERIFY(it.settings->set(setting::author, u"Ada"_s));
        it.window.watch();
        QFile file(it.path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("\n[library \"team\"]\nurl = /srv/prompts\n");
        file.close();
        QTRY_COMPARE(it.written.size(), 1); // no setting has changed, and a library was added
        QVERIFY(it.changed.isEmpty());
    }

    void whatTheWindowWroteItselfIsToldOnce()
    {
        Followed it;
        it.window.watch();
        it.window.set(setting::author, u"Ada"_s);
        QTRY_VERIFY(!it.written.isEmpty());
        QCOMPARE(it.changed.size(), 1);
    }

    void anOpenDialogShowsWhatOthersSet()
    {
        Followed it;
        it.window.watch();
        SettingsDialog dialog(it.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        Settings other(it.path);
        QVERIFY(other.set(setting::theme, u"dark"_s));
        QVERIFY(other.set(setting::editorWrap, u"false"_s));
        QVERIFY(other.set(setting::editorTabWidth, u"7"_s));
        QVERIFY(other.set(setting::editorFont, u"DejaVu Sans Mono, 21"_s));
        QVERIFY(other.set(setting::trashKeepDays, u"77"_s));
        const auto numbers = [&] {
            QList<int> all;
            for (const QSpinBox *spin : dialog.findChildren<QSpinBox *>())
                all.append(spin->value());
            return all;
        };
        QTRY_VERIFY(numbers().contains(77) && numbers().contains(7) && numbers().contains(21));
        const auto checks = dialog.findChildren<QCheckBox *>();
        QVERIFY(std::ranges::any_of(checks, [](const QCheckBox *check) {
            return check->text().contains(u"rap long lines"_s) && !check->isChecked();
        }));
        QVERIFY(std::ranges::any_of(checks, [](const QCheckBox *check) {
            return check->text().contains(u"fixed-width font"_s) && !check->isChecked();
        }));
        QVERIFY(std::ranges::any_of(dialog.findChildren<QComboBox *>(),
                                    [](const QComboBox *box) { return box->currentData() == u"dark"_s; }));
        QCOMPARE(it.settings->text(setting::editorFont), u"DejaVu Sans Mono, 21"_s); // nothing was written back
    }
};

QTEST_MAIN(TestWindowSettings)
#include "test_window_settings.moc"
