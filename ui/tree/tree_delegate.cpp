// SPDX-License-Identifier: Apache-2.0
#include "tree_delegate.h"

#include "name_editor.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QLocale>
#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

using Kind = PromptTreeModel::Kind;

constexpr int iconSide = 16;
constexpr int rowPadding = 5;
constexpr int dotRadius = 3;
constexpr int markSide = 14;

Kind kindOf(const QModelIndex &index)
{
    return static_cast<Kind>(index.data(PromptTreeModel::KindRole).toInt());
}

QRect nameRect(const QRect &row)
{
    return row.adjusted(gridUnit + iconSide + gridUnit + 2, 0, -innerSpacing, 0);
}

QString folderOf(const QModelIndex &index)
{
    const QString path = index.data(PromptTreeModel::PathRole).toString();
    return path.contains(u'/') ? path.section(u'/', 0, -2) : QString();
}

QString leafOf(const QModelIndex &index)
{
    return index.data(PromptTreeModel::PathRole).toString().section(u'/', -1);
}

QTextLayout::FormatRange range(qsizetype start, qsizetype length, const QTextCharFormat &format)
{
    return {static_cast<int>(start), static_cast<int>(length), format};
}

} // namespace

TreeDelegate::TreeDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

QSize TreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, std::max(QFontMetrics(option.font).height(), iconSide) + 2 * rowPadding};
}

void TreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &plain, const QModelIndex &index) const
{
    QStyleOptionViewItem option = plain;
    initStyleOption(&option, index);
    const QIcon icon = std::exchange(option.icon, {});
    option.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor ink = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor dim = selected ? ink : factColor(option.palette);

    painter->save();
    const QRect row = option.rect;
    const QRect iconRect(row.left() + gridUnit, row.top() + (row.height() - iconSide) / 2, iconSide, iconSide);
    icon.paint(painter, iconRect, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
    const int right = paintFacts(painter, option, index, dim);
    QRect name = nameRect(row);
    name.setRight(right - innerSpacing);
    paintName(painter, option, index, name, ink, dim);
    if (m_dropTarget == index) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(row).adjusted(1.5, 1.5, -1.5, -1.5), gridUnit, gridUnit);
    }
    painter->restore();

    if (option.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, widget);
    }
}

/// Draws what stands at the right; answers where it begins.
int TreeDelegate::paintFacts(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                             const QColor &dim) const
{
    int right = option.rect.right() - innerSpacing;
    const qint64 count = index.data(PromptTreeModel::CountRole).toLongLong();
    QString fact = index.data(PromptTreeModel::VersionRole).toString();
    if (count > 0)
        fact = QLocale().toString(count);
    if (index.data(PromptTreeModel::KindRole).toInt() == static_cast<int>(PromptTreeModel::Kind::Trashed)) {
        if (const qint64 days = index.data(PromptTreeModel::DaysLeftRole).toLongLong(); days >= 0)
            fact += (fact.isEmpty() ? QString() : u" · "_s) +
                    (days == 1 ? PromptTreeModel::tr("1 day left")
                               : PromptTreeModel::tr("%1 days left").arg(QLocale().toString(days)));
    }
    const QFont font = factFont(option.font);
    const QFontMetrics metrics(font);
    fact = metrics.elidedText(fact, Qt::ElideMiddle, option.rect.width() / 3);
    if (!fact.isEmpty()) {
        const int width = metrics.horizontalAdvance(fact);
        painter->setFont(font);
        painter->setPen(dim);
        painter->drawText(QRect(right - width + 1, option.rect.top(), width, option.rect.height()),
                          Qt::AlignRight | Qt::AlignVCenter, fact);
        right -= width + innerSpacing;
    }
    right = paintMark(painter, option, index, right, dim);
    if (index.data(PromptTreeModel::DraftRole).toBool()) {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? dim : option.palette.color(QPalette::Highlight));
        painter->drawEllipse(QPointF(right - dotRadius, option.rect.center().y() + 0.5), dotRadius, dotRadius);
        right -= 2 * dotRadius + gridUnit;
    }
    return right;
}

/// Draws how the prompt stands with its home; where it is the same in both places only in the row that is looked at.
int TreeDelegate::paintMark(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, int right,
                            const QColor &dim) const
{
    const int state = index.data(PromptTreeModel::SyncRole).toInt();
    const bool isLookedAt =
        option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Selected);
    if (state < 0 || (state == static_cast<int>(SyncStorage::State::Synced) && !isLookedAt))
        return right;
    const auto mark = static_cast<SyncStorage::State>(state);
    const auto name = mark == SyncStorage::State::Local     ? "computer"_L1
                      : mark == SyncStorage::State::Pending ? "cloud-up"_L1
                      : mark == SyncStorage::State::Synced  ? "cloud-check"_L1
                                                            : "conflict"_L1;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor colour = mark == SyncStorage::State::Conflict && !selected ? warningColor(option.palette) : dim;
    QPixmap pixmap = icon(name).pixmap(QSize(markSide, markSide), painter->device()->devicePixelRatio());
    QPainter tinting(&pixmap);
    tinting.setCompositionMode(QPainter::CompositionMode_SourceIn);
    tinting.fillRect(pixmap.rect(), colour);
    tinting.end();
    painter->drawPixmap(right - markSide + 1, option.rect.top() + (option.rect.height() - markSide) / 2, pixmap);
    return right - markSide - gridUnit;
}

void TreeDelegate::paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                             const QRect &rect, const QColor &ink, const QColor &dim) const
{
    const Kind kind = kindOf(index);
    QFont font = option.font;
    if (kind == Kind::Section)
        font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    const QString whole = index.data().toString();
    QString damage = index.data(PromptTreeModel::DamageRole).toString();
    const QString name =
        metrics.elidedText(whole, kind == Kind::Prompt ? Qt::ElideMiddle : Qt::ElideRight, rect.width());
    QString text = name;
    if (!damage.isEmpty() && name == whole)
        text = metrics.elidedText(name + u"  "_s + damage, Qt::ElideRight, rect.width());

    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat dimmed;
    dimmed.setForeground(dim);
    if (const qsizetype slash = name.lastIndexOf(u'/'); slash >= 0)
        formats.append(range(0, slash + 1, dimmed));
    if (text.size() > name.size())
        formats.append(range(name.size(), text.size() - name.size(), dimmed));
    if (kind != Kind::Section && kind != Kind::Trashed) {
        QTextCharFormat strong;
        strong.setFontWeight(QFont::Bold);
        strong.setForeground(ink);
        strong.setFontUnderline(true);
        for (const QString &word : m_words) {
            for (qsizetype at = name.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
                 at = name.indexOf(word, at + word.size(), Qt::CaseInsensitive))
                formats.append(range(at, word.size(), strong));
        }
    }
    QTextLayout layout(text, font);
    layout.setFormats(formats);
    QTextOption oneLine;
    oneLine.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(oneLine);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    layout.endLayout();
    painter->setPen(ink);
    painter->setClipRect(rect);
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
    painter->setClipping(false);
}

// ---- renaming in place

QWidget *TreeDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QString folder = folderOf(index);
    const QString before = leafOf(index);
    const auto *model = qobject_cast<const PromptTreeModel *>(index.model());
    const auto check = [folder, before, model = QPointer(model)](const QString &leaf) -> QString {
        if (leaf == before)
            return {};
        if (const auto segment = Name::validateSegment(leaf); !segment)
            return segment.error().message();
        const auto name = Name::join(folder, leaf);
        if (!name)
            return name.error().message();
        if (model && model->catalogue().find(name->toString()))
            return TreeDelegate::tr("“%1” exists already. Choose another name.").arg(name->toString());
        return {};
    };
    auto *editor = new NameEditor(check, parent);
    editor->setAccessibleName(tr("New name of %1").arg(before));
    return editor;
}

void TreeDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    // A change of the library meanwhile must not take away what was typed.
    if (auto *field = qobject_cast<NameEditor *>(editor); field && !field->isModified() && field->text().isEmpty()) {
        field->setText(leafOf(index));
        field->selectAll();
    }
}

void TreeDelegate::setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &index) const
{
    const auto *field = qobject_cast<NameEditor *>(editor);
    if (field && field->text() != leafOf(index))
        emit renameRequested(index, field->text());
}

void TreeDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(nameRect(option.rect).adjusted(-gridUnit, 1, gridUnit, -1));
}

} // namespace pulse::ui
