// The contract as TypeScript sees it, made from `guests/wit` by the type generator of jco.
// Import from these modules as they are named here. The last one is the world itself: what a
// migration exports.

declare module 'sandshift:guest/types@0.2.0' {
  /**
   * The name of an object that lives in a schema: a table, a view, a sequence, a function.
   */
  export interface ObjectName {
    /**
     * The schema; none for the connection's default one.
     */
    schema?: string,
    /**
     * The name within the schema.
     */
    name: string,
  }
  /**
   * A text that may differ from one database to the other.
   */
  export interface DialectText {
    /**
     * The text for every database without one of its own.
     */
    generic?: string,
    /**
     * Pairs of a dialect (`sqlite`, `postgres`, `mysql`; MariaDB shares `mysql`) and its text.
     */
    variants: Array<[string, string]>,
  }
  /**
   * One value of one row. Nothing is rounded on its way; what has no exact form in every
   * language travels as canonical text.
   */
  export type Value = ValueNull | ValueBoolean | ValueSigned | ValueUnsigned | ValueReal | ValueDecimal | ValueText | ValueBytes | ValueJson | ValueDate | ValueTime | ValueTimestamp | ValueTimestampWithZone | ValueUuid | ValueOther;
  /**
   * SQL NULL.
   */
  export interface ValueNull {
    tag: 'null',
  }
  /**
   * A truth value.
   */
  export interface ValueBoolean {
    tag: 'boolean',
    val: boolean,
  }
  /**
   * A signed integer.
   */
  export interface ValueSigned {
    tag: 'signed',
    val: bigint,
  }
  /**
   * An unsigned integer above the signed range (MySQL `BIGINT UNSIGNED`).
   */
  export interface ValueUnsigned {
    tag: 'unsigned',
    val: bigint,
  }
  /**
   * A double-precision number.
   */
  export interface ValueReal {
    tag: 'real',
    val: number,
  }
  /**
   * An exact decimal in base 10 without an exponent.
   */
  export interface ValueDecimal {
    tag: 'decimal',
    val: string,
  }
  /**
   * Text.
   */
  export interface ValueText {
    tag: 'text',
    val: string,
  }
  /**
   * Bytes.
   */
  export interface ValueBytes {
    tag: 'bytes',
    val: Uint8Array,
  }
  /**
   * A JSON document.
   */
  export interface ValueJson {
    tag: 'json',
    val: string,
  }
  /**
   * A date, `2026-01-31`.
   */
  export interface ValueDate {
    tag: 'date',
    val: string,
  }
  /**
   * A time of day, `23:59:59.123456`; up to six digits behind the point.
   */
  export interface ValueTime {
    tag: 'time',
    val: string,
  }
  /**
   * A date and time without a zone, `2026-01-31 23:59:59.123456`.
   */
  export interface ValueTimestamp {
    tag: 'timestamp',
    val: string,
  }
  /**
   * A moment in UTC, `2026-01-31 23:59:59.123456+00:00`.
   */
  export interface ValueTimestampWithZone {
    tag: 'timestamp-with-zone',
    val: string,
  }
  /**
   * A uuid in lower case with dashes.
   */
  export interface ValueUuid {
    tag: 'uuid',
    val: string,
  }
  /**
   * A value of a type without a neutral name, in the database's own text form.
   */
  export interface ValueOther {
    tag: 'other',
    val: string,
  }
  /**
   * What the texts of a column are; the cases of `value` that hold text.
   * # Variants
   *
   * ## `"text"`
   *
   * ## `"decimal"`
   *
   * ## `"json"`
   *
   * ## `"date"`
   *
   * ## `"time"`
   *
   * ## `"timestamp"`
   *
   * ## `"timestamp-with-zone"`
   *
   * ## `"uuid"`
   *
   * ## `"other"`
   */
  export type TextKind = 'text' | 'decimal' | 'json' | 'date' | 'time' | 'timestamp' | 'timestamp-with-zone' | 'uuid' | 'other';
  /**
   * A column of texts.
   */
  export interface TextCells {
    /**
     * What all of them are.
     */
    kind: TextKind,
    /**
     * One text for each row.
     */
    texts: Array<string>,
  }
  /**
   * The values of one column, one for each row. What stands where the row is NULL is ignored.
   */
  export type Cells = CellsBooleans | CellsSigned | CellsUnsigned | CellsReals | CellsTexts | CellsBytes | CellsMixed;
  /**
   * Truth values.
   */
  export interface CellsBooleans {
    tag: 'booleans',
    val: Array<boolean>,
  }
  /**
   * Signed integers.
   */
  export interface CellsSigned {
    tag: 'signed',
    val: BigInt64Array,
  }
  /**
   * Unsigned integers.
   */
  export interface CellsUnsigned {
    tag: 'unsigned',
    val: BigUint64Array,
  }
  /**
   * Double-precision numbers.
   */
  export interface CellsReals {
    tag: 'reals',
    val: Float64Array,
  }
  /**
   * Texts of one kind.
   */
  export interface CellsTexts {
    tag: 'texts',
    val: TextCells,
  }
  /**
   * Bytes.
   */
  export interface CellsBytes {
    tag: 'bytes',
    val: Array<Uint8Array>,
  }
  /**
   * Values of several kinds: SQLite keeps whatever it is given.
   */
  export interface CellsMixed {
    tag: 'mixed',
    val: Array<Value>,
  }
  /**
   * One column of a batch.
   */
  export interface ColumnCells {
    /**
     * The column.
     */
    name: string,
    /**
     * Its values.
     */
    cells: Cells,
    /**
     * Which rows are NULL, one truth value for each row; empty when none is.
     */
    nulls: Array<boolean>,
  }
  /**
   * Rows, column by column. The host refuses a batch whose columns differ in length.
   */
  export interface Batch {
    /**
     * The number of rows.
     */
    rows: number,
    /**
     * The columns, in order.
     */
    columns: Array<ColumnCells>,
  }
  /**
   * Which rows of a table. Conditions in SQL belong to `raw-sql`.
   */
  export type Filter = FilterEveryRow | FilterEqual;
  /**
   * All of them.
   */
  export interface FilterEveryRow {
    tag: 'every-row',
  }
  /**
   * Each of these columns has this value; `null` means IS NULL. At least one column.
   */
  export interface FilterEqual {
    tag: 'equal',
    val: Array<[string, Value]>,
  }
}
declare module 'sandshift:guest/schema@0.2.0' {
  export type ObjectName = import('sandshift:guest/types@0.2.0').ObjectName;
  export type DialectText = import('sandshift:guest/types@0.2.0').DialectText;
  export type Value = import('sandshift:guest/types@0.2.0').Value;
  /**
   * Digits of an exact decimal, 1 to 1000 where the database allows; scale at most precision.
   */
  export interface NumericSize {
    /**
     * Digits in all; none for the database's own default.
     */
    precision?: number,
    /**
     * Digits behind the point.
     */
    scale?: number,
  }
  /**
   * The type of a column by a neutral name; each database spells it in its own way.
   */
  export type ColumnType = ColumnTypeSmallInteger | ColumnTypeInteger | ColumnTypeBigInteger | ColumnTypeBoolean | ColumnTypeFloat | ColumnTypeDouble | ColumnTypeNumeric | ColumnTypeString | ColumnTypeChar | ColumnTypeText | ColumnTypeBinary | ColumnTypeDate | ColumnTypeTime | ColumnTypeTimestamp | ColumnTypeTimestampWithZone | ColumnTypeInterval | ColumnTypeJson | ColumnTypeUuid | ColumnTypeEnumeration | ColumnTypeNative;
  /**
   * 16-bit integer.
   */
  export interface ColumnTypeSmallInteger {
    tag: 'small-integer',
  }
  /**
   * 32-bit integer (64-bit on SQLite).
   */
  export interface ColumnTypeInteger {
    tag: 'integer',
  }
  /**
   * 64-bit integer.
   */
  export interface ColumnTypeBigInteger {
    tag: 'big-integer',
  }
  /**
   * Truth value.
   */
  export interface ColumnTypeBoolean {
    tag: 'boolean',
  }
  /**
   * Single-precision number.
   */
  export interface ColumnTypeFloat {
    tag: 'float',
  }
  /**
   * Double-precision number.
   */
  export interface ColumnTypeDouble {
    tag: 'double',
  }
  /**
   * Exact decimal.
   */
  export interface ColumnTypeNumeric {
    tag: 'numeric',
    val: NumericSize,
  }
  /**
   * Text of at most so many characters; MySQL needs a number.
   */
  export interface ColumnTypeString {
    tag: 'string',
    val: number | undefined,
  }
  /**
   * Text of exactly so many characters, padded.
   */
  export interface ColumnTypeChar {
    tag: 'char',
    val: number,
  }
  /**
   * Text of any length.
   */
  export interface ColumnTypeText {
    tag: 'text',
  }
  /**
   * Bytes, at most so many where the database has such a type.
   */
  export interface ColumnTypeBinary {
    tag: 'binary',
    val: number | undefined,
  }
  /**
   * Calendar date.
   */
  export interface ColumnTypeDate {
    tag: 'date',
  }
  /**
   * Time of day.
   */
  export interface ColumnTypeTime {
    tag: 'time',
  }
  /**
   * Date and time without a zone.
   */
  export interface ColumnTypeTimestamp {
    tag: 'timestamp',
  }
  /**
   * A moment.
   */
  export interface ColumnTypeTimestampWithZone {
    tag: 'timestamp-with-zone',
  }
  /**
   * A span of time; text where the database has no such type.
   */
  export interface ColumnTypeInterval {
    tag: 'interval',
  }
  /**
   * JSON document.
   */
  export interface ColumnTypeJson {
    tag: 'json',
  }
  /**
   * Uuid.
   */
  export interface ColumnTypeUuid {
    tag: 'uuid',
  }
  /**
   * An enum that `create-enum` made.
   */
  export interface ColumnTypeEnumeration {
    tag: 'enumeration',
    val: string,
  }
  /**
   * The database's own spelling; arrays are written so, such as `integer[]`.
   */
  export interface ColumnTypeNative {
    tag: 'native',
    val: DialectText,
  }
  /**
   * What a column holds when an insert does not name it.
   */
  export type DefaultValue = DefaultValueLiteral | DefaultValueNow | DefaultValueExpression;
  /**
   * A constant.
   */
  export interface DefaultValueLiteral {
    tag: 'literal',
    val: Value,
  }
  /**
   * The moment of the insert.
   */
  export interface DefaultValueNow {
    tag: 'now',
  }
  /**
   * An expression.
   */
  export interface DefaultValueExpression {
    tag: 'expression',
    val: string,
  }
  /**
   * How the database numbers a column by itself.
   */
  export interface Identity {
    /**
     * Explicit values are refused (PostgreSQL).
     */
    always: boolean,
    /**
     * First number; none for 1.
     */
    start?: bigint,
    /**
     * Step; none for 1.
     */
    increment?: bigint,
  }
  /**
   * How a column is computed from others.
   */
  export interface Generated {
    /**
     * The expression.
     */
    expression: string,
    /**
     * Kept on disk rather than computed on read.
     */
    stored: boolean,
  }
  /**
   * A column.
   */
  export interface Column {
    /**
     * Its name.
     */
    name: string,
    /**
     * Its type.
     */
    columnType: ColumnType,
    /**
     * NULL is allowed.
     */
    nullable: boolean,
    /**
     * Its default.
     */
    'default'?: DefaultValue,
    /**
     * Its own numbering.
     */
    identity?: Identity,
    /**
     * How it is computed.
     */
    generated?: Generated,
    /**
     * Collation by the database's name for it.
     */
    collation?: string,
    /**
     * Comment, on databases that keep one.
     */
    comment?: string,
  }
  /**
   * When a constraint is checked, where the database lets one choose.
   * # Variants
   *
   * ## `"immediate"`
   *
   * ## `"deferred"`
   */
  export type Deferrable = 'immediate' | 'deferred';
  /**
   * What happens to a row when the row it points to changes or goes.
   * # Variants
   *
   * ## `"no-action"`
   *
   * ## `"restrict"`
   *
   * ## `"cascade"`
   *
   * ## `"set-null"`
   *
   * ## `"set-default"`
   */
  export type ReferentialAction = 'no-action' | 'restrict' | 'cascade' | 'set-null' | 'set-default';
  /**
   * The columns point to a row of another table.
   */
  export interface ForeignKey {
    /**
     * The columns that point.
     */
    columns: Array<string>,
    /**
     * The table pointed to.
     */
    references: ObjectName,
    /**
     * The columns pointed to; empty for the primary key of that table.
     */
    referredColumns: Array<string>,
    /**
     * On delete; none for the database's default, no action.
     */
    onDelete?: ReferentialAction,
    /**
     * On update; none for the database's default, no action.
     */
    onUpdate?: ReferentialAction,
    /**
     * When it is checked.
     */
    deferrable?: Deferrable,
    /**
     * Existing rows are not looked at (PostgreSQL).
     */
    notValid: boolean,
  }
  /**
   * No two rows have the same values in the columns.
   */
  export interface Unique {
    /**
     * The columns.
     */
    columns: Array<string>,
    /**
     * NULLs count as equal (PostgreSQL 15 and later).
     */
    nullsNotDistinct: boolean,
    /**
     * When it is checked.
     */
    deferrable?: Deferrable,
  }
  /**
   * An expression holds for each row.
   */
  export interface Check {
    /**
     * The expression.
     */
    expression: string,
    /**
     * Existing rows are not looked at (PostgreSQL).
     */
    notValid: boolean,
  }
  /**
   * One part of an exclusion constraint.
   */
  export interface ExcludeElement {
    /**
     * A column or an expression.
     */
    expression: string,
    /**
     * The operator that must not hold between two rows, such as `&&`.
     */
    operator: string,
  }
  /**
   * No two rows overlap (PostgreSQL).
   */
  export interface Exclude {
    /**
     * Index method; none for `gist`.
     */
    method?: string,
    /**
     * The parts.
     */
    elements: Array<ExcludeElement>,
    /**
     * Only rows for which this holds.
     */
    filter?: string,
  }
  /**
   * What a constraint demands.
   */
  export type ConstraintBody = ConstraintBodyPrimaryKey | ConstraintBodyUnique | ConstraintBodyCheck | ConstraintBodyForeignKey | ConstraintBodyExclude;
  /**
   * The columns identify a row.
   */
  export interface ConstraintBodyPrimaryKey {
    tag: 'primary-key',
    val: Array<string>,
  }
  /**
   * No two rows are the same.
   */
  export interface ConstraintBodyUnique {
    tag: 'unique',
    val: Unique,
  }
  /**
   * An expression holds.
   */
  export interface ConstraintBodyCheck {
    tag: 'check',
    val: Check,
  }
  /**
   * A row of another table exists.
   */
  export interface ConstraintBodyForeignKey {
    tag: 'foreign-key',
    val: ForeignKey,
  }
  /**
   * No two rows overlap.
   */
  export interface ConstraintBodyExclude {
    tag: 'exclude',
    val: Exclude,
  }
  /**
   * A constraint.
   */
  export interface Constraint {
    /**
     * Its name; none for one by the naming convention.
     */
    name?: string,
    /**
     * What it demands.
     */
    body: ConstraintBody,
  }
  /**
   * The kind of a constraint, where only that matters.
   * # Variants
   *
   * ## `"primary-key"`
   *
   * ## `"unique"`
   *
   * ## `"check"`
   *
   * ## `"foreign-key"`
   *
   * ## `"exclude"`
   */
  export type ConstraintKind = 'primary-key' | 'unique' | 'check' | 'foreign-key' | 'exclude';
  /**
   * What a key of an index is taken from.
   */
  export type IndexTerm = IndexTermColumn | IndexTermExpression;
  /**
   * A column.
   */
  export interface IndexTermColumn {
    tag: 'column',
    val: string,
  }
  /**
   * An expression.
   */
  export interface IndexTermExpression {
    tag: 'expression',
    val: string,
  }
  /**
   * One key of an index.
   */
  export interface IndexKey {
    /**
     * What is indexed.
     */
    term: IndexTerm,
    /**
     * Descending order.
     */
    descending: boolean,
    /**
     * Words behind the term that only this database knows, such as an operator class.
     */
    native?: string,
  }
  /**
   * An index.
   */
  export interface Index {
    /**
     * Its name; none for one by the naming convention.
     */
    name?: string,
    /**
     * Its keys, in order.
     */
    keys: Array<IndexKey>,
    /**
     * No two rows have the same keys.
     */
    unique: boolean,
    /**
     * Only rows for which this holds.
     */
    filter?: string,
    /**
     * Further columns kept in the index (PostgreSQL).
     */
    included: Array<string>,
    /**
     * Method, such as `gin`; none for the database's default.
     */
    method?: string,
    /**
     * NULLs count as equal (PostgreSQL 15 and later).
     */
    nullsNotDistinct: boolean,
  }
  /**
   * What a table has beside columns, constraints and indexes.
   */
  export interface TableOptions {
    /**
     * SQLite `STRICT`.
     */
    strict: boolean,
    /**
     * SQLite `WITHOUT ROWID`.
     */
    withoutRowid: boolean,
    /**
     * Storage engine (MySQL, MariaDB).
     */
    engine?: string,
    /**
     * Default character set (MySQL, MariaDB).
     */
    charset?: string,
    /**
     * Default collation (MySQL, MariaDB).
     */
    collation?: string,
  }
  /**
   * A table.
   */
  export interface Table {
    /**
     * Its name.
     */
    name: ObjectName,
    /**
     * Its columns, in order.
     */
    columns: Array<Column>,
    /**
     * Its constraints.
     */
    constraints: Array<Constraint>,
    /**
     * Its indexes.
     */
    indexes: Array<Index>,
    /**
     * Its comment, on databases that keep one.
     */
    comment?: string,
    /**
     * Its options.
     */
    options: TableOptions,
  }
}
declare module 'sandshift:guest/changes@0.2.0' {
  export type ObjectName = import('sandshift:guest/types@0.2.0').ObjectName;
  export type DialectText = import('sandshift:guest/types@0.2.0').DialectText;
  export type Value = import('sandshift:guest/types@0.2.0').Value;
  export type Batch = import('sandshift:guest/types@0.2.0').Batch;
  export type Filter = import('sandshift:guest/types@0.2.0').Filter;
  export type Column = import('sandshift:guest/schema@0.2.0').Column;
  export type ColumnType = import('sandshift:guest/schema@0.2.0').ColumnType;
  export type Constraint = import('sandshift:guest/schema@0.2.0').Constraint;
  export type ConstraintKind = import('sandshift:guest/schema@0.2.0').ConstraintKind;
  export type DefaultValue = import('sandshift:guest/schema@0.2.0').DefaultValue;
  export type Identity = import('sandshift:guest/schema@0.2.0').Identity;
  export type Index = import('sandshift:guest/schema@0.2.0').Index;
  export type Table = import('sandshift:guest/schema@0.2.0').Table;
  /**
   * Makes a table with its columns, constraints and indexes.
   */
  export interface CreateTable {
    table: Table,
    ifNotExists: boolean,
  }
  /**
   * Drops a table with its rows; `cascade` drops what depends on it as well (PostgreSQL).
   */
  export interface DropTable {
    table: ObjectName,
    ifExists: boolean,
    cascade: boolean,
  }
  /**
   * Gives a table another name in the same schema.
   */
  export interface RenameTable {
    table: ObjectName,
    newName: string,
  }
  /**
   * Sets the comment of a table; none removes it.
   */
  export interface SetTableComment {
    table: ObjectName,
    comment?: string,
  }
  /**
   * Adds a column at the end of a table.
   */
  export interface AddColumn {
    table: ObjectName,
    column: Column,
    ifNotExists: boolean,
  }
  /**
   * Drops a column with its values.
   */
  export interface DropColumn {
    table: ObjectName,
    column: string,
    ifExists: boolean,
  }
  /**
   * Gives a column another name; everything that names it follows.
   */
  export interface RenameColumn {
    table: ObjectName,
    column: string,
    newName: string,
  }
  /**
   * A new type for a column.
   */
  export interface TypeChange {
    /**
     * The type.
     */
    columnType: ColumnType,
    /**
     * The SQL expression that makes the new value from the old row; none for the database's
     * own conversion.
     */
    using?: DialectText,
  }
  /**
   * A change of a default.
   */
  export type DefaultChange = DefaultChangeUnchanged | DefaultChangeRemove | DefaultChangeSet;
  export interface DefaultChangeUnchanged {
    tag: 'unchanged',
  }
  export interface DefaultChangeRemove {
    tag: 'remove',
  }
  export interface DefaultChangeSet {
    tag: 'set',
    val: DefaultValue,
  }
  /**
   * A change of a comment.
   */
  export type CommentChange = CommentChangeUnchanged | CommentChangeRemove | CommentChangeSet;
  export interface CommentChangeUnchanged {
    tag: 'unchanged',
  }
  export interface CommentChangeRemove {
    tag: 'remove',
  }
  export interface CommentChangeSet {
    tag: 'set',
    val: string,
  }
  /**
   * A change of a numbering.
   */
  export type IdentityChange = IdentityChangeUnchanged | IdentityChangeRemove | IdentityChangeSet;
  export interface IdentityChangeUnchanged {
    tag: 'unchanged',
  }
  export interface IdentityChangeRemove {
    tag: 'remove',
  }
  export interface IdentityChangeSet {
    tag: 'set',
    val: Identity,
  }
  /**
   * Changes a column; what is none or unchanged stays.
   */
  export interface AlterColumn {
    /**
     * The table.
     */
    table: ObjectName,
    /**
     * The column.
     */
    column: string,
    /**
     * The new type.
     */
    columnType?: TypeChange,
    /**
     * Whether NULL is allowed.
     */
    nullable?: boolean,
    /**
     * The default.
     */
    'default': DefaultChange,
    /**
     * The comment.
     */
    comment: CommentChange,
    /**
     * The numbering.
     */
    identity: IdentityChange,
  }
  /**
   * Makes an index; `concurrently` without blocking writers, outside the transaction
   * (PostgreSQL; ignored elsewhere).
   */
  export interface CreateIndex {
    table: ObjectName,
    index: Index,
    concurrently: boolean,
    ifNotExists: boolean,
  }
  /**
   * Drops an index; its table is looked up when none is given.
   */
  export interface DropIndex {
    name: string,
    table?: ObjectName,
    concurrently: boolean,
    ifExists: boolean,
  }
  /**
   * Gives an index another name.
   */
  export interface RenameIndex {
    name: string,
    table?: ObjectName,
    newName: string,
  }
  /**
   * Adds a constraint.
   */
  export interface AddConstraint {
    table: ObjectName,
    constraint: Constraint,
  }
  /**
   * Drops a constraint; its kind is needed where the catalog does not tell.
   */
  export interface DropConstraint {
    table: ObjectName,
    name: string,
    kind?: ConstraintKind,
    ifExists: boolean,
  }
  /**
   * Gives a constraint another name.
   */
  export interface RenameConstraint {
    table: ObjectName,
    name: string,
    newName: string,
    kind?: ConstraintKind,
  }
  /**
   * Checks existing rows against a constraint that was added as not valid.
   */
  export interface ValidateConstraint {
    table: ObjectName,
    name: string,
  }
  /**
   * Makes an enum: a type on PostgreSQL, emulated elsewhere.
   */
  export interface CreateEnum {
    name: string,
    values: Array<string>,
  }
  /**
   * Where a new value of an enum goes.
   */
  export type EnumPosition = EnumPositionLast | EnumPositionBefore | EnumPositionAfter;
  export interface EnumPositionLast {
    tag: 'last',
  }
  export interface EnumPositionBefore {
    tag: 'before',
    val: string,
  }
  export interface EnumPositionAfter {
    tag: 'after',
    val: string,
  }
  /**
   * Adds a value to an enum.
   */
  export interface AddEnumValue {
    name: string,
    value: string,
    position: EnumPosition,
  }
  /**
   * Gives a value of an enum another name, in every row that holds it.
   */
  export interface RenameEnumValue {
    name: string,
    value: string,
    newValue: string,
  }
  /**
   * Drops an enum that no column uses any more.
   */
  export interface DropEnum {
    name: string,
    ifExists: boolean,
  }
  /**
   * Makes or replaces a view.
   */
  export interface CreateView {
    /**
     * Its name.
     */
    name: ObjectName,
    /**
     * Its query, without a semicolon.
     */
    query: string,
    /**
     * Kept on disk (PostgreSQL).
     */
    materialized: boolean,
    /**
     * Column names, when given apart from the query; else empty.
     */
    columns: Array<string>,
    /**
     * Replaces a view of this name.
     */
    orReplace: boolean,
  }
  /**
   * Drops a view.
   */
  export interface DropView {
    name: ObjectName,
    ifExists: boolean,
  }
  /**
   * Makes a trigger from its whole definition in the database's own words.
   */
  export interface CreateTrigger {
    /**
     * Its name.
     */
    name: string,
    /**
     * The table it belongs to.
     */
    table: ObjectName,
    /**
     * The complete `CREATE TRIGGER` statement, without a semicolon at its end.
     */
    definition: string,
    /**
     * Replaces a trigger of this name.
     */
    orReplace: boolean,
  }
  /**
   * Drops a trigger.
   */
  export interface DropTrigger {
    name: string,
    table: ObjectName,
    ifExists: boolean,
  }
  /**
   * Makes a function or procedure from its whole definition in the database's own words.
   */
  export interface CreateFunction {
    /**
     * Its name.
     */
    name: ObjectName,
    /**
     * Argument types that tell overloads apart, such as `integer, text` (PostgreSQL); else empty.
     */
    arguments: string,
    /**
     * A procedure rather than a function.
     */
    procedure: boolean,
    /**
     * The complete `CREATE` statement, without a semicolon at its end.
     */
    definition: string,
    /**
     * Replaces a function of this name and these arguments.
     */
    orReplace: boolean,
  }
  /**
   * Drops a function or procedure; its arguments as in `create-function`.
   */
  export interface DropFunction {
    name: ObjectName,
    arguments: string,
    procedure: boolean,
    ifExists: boolean,
  }
  /**
   * Makes a schema (PostgreSQL).
   */
  export interface CreateSchema {
    name: string,
    ifNotExists: boolean,
  }
  /**
   * Drops a schema; `cascade` drops what is in it as well.
   */
  export interface DropSchema {
    name: string,
    ifExists: boolean,
    cascade: boolean,
  }
  /**
   * Makes a sequence; start and step as in `identity`.
   */
  export interface CreateSequence {
    name: ObjectName,
    start?: bigint,
    increment?: bigint,
    ifNotExists: boolean,
  }
  /**
   * Drops a sequence.
   */
  export interface DropSequence {
    name: ObjectName,
    ifExists: boolean,
  }
  /**
   * Installs an extension (PostgreSQL).
   */
  export interface CreateExtension {
    name: string,
    ifNotExists: boolean,
  }
  /**
   * Removes an extension (PostgreSQL).
   */
  export interface DropExtension {
    name: string,
    ifExists: boolean,
  }
  /**
   * Inserts the rows of a batch; its columns are those that the rows fill.
   */
  export interface Insert {
    table: ObjectName,
    rows: Batch,
  }
  /**
   * What a column becomes: a constant, or an SQL expression that may name other columns.
   */
  export type Assignment = AssignmentValue | AssignmentExpression;
  export interface AssignmentValue {
    tag: 'value',
    val: Value,
  }
  export interface AssignmentExpression {
    tag: 'expression',
    val: DialectText,
  }
  /**
   * Updates the rows that a condition names.
   */
  export interface Update {
    table: ObjectName,
    set: Array<[string, Assignment]>,
    filter: Filter,
  }
  /**
   * Updates single rows, each with its own values.
   */
  export interface UpdateByKey {
    /**
     * The table.
     */
    table: ObjectName,
    /**
     * The columns of the batch that identify a row; the others are the new values.
     */
    key: Array<string>,
    /**
     * The rows.
     */
    rows: Batch,
  }
  /**
   * Deletes the rows that a condition names.
   */
  export interface Delete {
    table: ObjectName,
    filter: Filter,
  }
  /**
   * Deletes single rows; all columns of the batch together identify one.
   */
  export interface DeleteByKey {
    table: ObjectName,
    keys: Batch,
  }
}
declare module 'sandshift:guest/operations@0.2.0' {
  /**
   * Does one operation; gives the rows that it inserted, matched or deleted, 0 for schema
   * changes.
   *
   * An operation may be held back and run together with the next ones; an error of it then
   * ends a later call or the migration.
   */
  export function apply(operation: Operation): bigint;
  /**
   * Does operations that may fail, inside a savepoint: when the database refuses one of them,
   * all of them are undone, and the guest goes on with the reason as the error. Gives the rows
   * of all of them together. Where the database cannot undo schema changes (MySQL, MariaDB),
   * only changes of rows may be attempted.
   */
  export function attempt(operations: Array<Operation>): bigint;
  export type CreateTable = import('sandshift:guest/changes@0.2.0').CreateTable;
  export type DropTable = import('sandshift:guest/changes@0.2.0').DropTable;
  export type RenameTable = import('sandshift:guest/changes@0.2.0').RenameTable;
  export type SetTableComment = import('sandshift:guest/changes@0.2.0').SetTableComment;
  export type AddColumn = import('sandshift:guest/changes@0.2.0').AddColumn;
  export type DropColumn = import('sandshift:guest/changes@0.2.0').DropColumn;
  export type RenameColumn = import('sandshift:guest/changes@0.2.0').RenameColumn;
  export type AlterColumn = import('sandshift:guest/changes@0.2.0').AlterColumn;
  export type CreateIndex = import('sandshift:guest/changes@0.2.0').CreateIndex;
  export type DropIndex = import('sandshift:guest/changes@0.2.0').DropIndex;
  export type RenameIndex = import('sandshift:guest/changes@0.2.0').RenameIndex;
  export type AddConstraint = import('sandshift:guest/changes@0.2.0').AddConstraint;
  export type DropConstraint = import('sandshift:guest/changes@0.2.0').DropConstraint;
  export type RenameConstraint = import('sandshift:guest/changes@0.2.0').RenameConstraint;
  export type ValidateConstraint = import('sandshift:guest/changes@0.2.0').ValidateConstraint;
  export type CreateEnum = import('sandshift:guest/changes@0.2.0').CreateEnum;
  export type AddEnumValue = import('sandshift:guest/changes@0.2.0').AddEnumValue;
  export type RenameEnumValue = import('sandshift:guest/changes@0.2.0').RenameEnumValue;
  export type DropEnum = import('sandshift:guest/changes@0.2.0').DropEnum;
  export type CreateView = import('sandshift:guest/changes@0.2.0').CreateView;
  export type DropView = import('sandshift:guest/changes@0.2.0').DropView;
  export type CreateTrigger = import('sandshift:guest/changes@0.2.0').CreateTrigger;
  export type DropTrigger = import('sandshift:guest/changes@0.2.0').DropTrigger;
  export type CreateFunction = import('sandshift:guest/changes@0.2.0').CreateFunction;
  export type DropFunction = import('sandshift:guest/changes@0.2.0').DropFunction;
  export type CreateSchema = import('sandshift:guest/changes@0.2.0').CreateSchema;
  export type DropSchema = import('sandshift:guest/changes@0.2.0').DropSchema;
  export type CreateSequence = import('sandshift:guest/changes@0.2.0').CreateSequence;
  export type DropSequence = import('sandshift:guest/changes@0.2.0').DropSequence;
  export type CreateExtension = import('sandshift:guest/changes@0.2.0').CreateExtension;
  export type DropExtension = import('sandshift:guest/changes@0.2.0').DropExtension;
  export type Insert = import('sandshift:guest/changes@0.2.0').Insert;
  export type Update = import('sandshift:guest/changes@0.2.0').Update;
  export type UpdateByKey = import('sandshift:guest/changes@0.2.0').UpdateByKey;
  export type Delete = import('sandshift:guest/changes@0.2.0').Delete;
  export type DeleteByKey = import('sandshift:guest/changes@0.2.0').DeleteByKey;
  /**
   * One operation.
   */
  export type Operation = OperationCreateTable | OperationDropTable | OperationRenameTable | OperationSetTableComment | OperationAddColumn | OperationDropColumn | OperationRenameColumn | OperationAlterColumn | OperationCreateIndex | OperationDropIndex | OperationRenameIndex | OperationAddConstraint | OperationDropConstraint | OperationRenameConstraint | OperationValidateConstraint | OperationCreateEnum | OperationAddEnumValue | OperationRenameEnumValue | OperationDropEnum | OperationCreateView | OperationDropView | OperationCreateTrigger | OperationDropTrigger | OperationCreateFunction | OperationDropFunction | OperationCreateSchema | OperationDropSchema | OperationCreateSequence | OperationDropSequence | OperationCreateExtension | OperationDropExtension | OperationInsert | OperationUpdate | OperationUpdateByKey | OperationDelete | OperationDeleteByKey;
  export interface OperationCreateTable {
    tag: 'create-table',
    val: CreateTable,
  }
  export interface OperationDropTable {
    tag: 'drop-table',
    val: DropTable,
  }
  export interface OperationRenameTable {
    tag: 'rename-table',
    val: RenameTable,
  }
  export interface OperationSetTableComment {
    tag: 'set-table-comment',
    val: SetTableComment,
  }
  export interface OperationAddColumn {
    tag: 'add-column',
    val: AddColumn,
  }
  export interface OperationDropColumn {
    tag: 'drop-column',
    val: DropColumn,
  }
  export interface OperationRenameColumn {
    tag: 'rename-column',
    val: RenameColumn,
  }
  export interface OperationAlterColumn {
    tag: 'alter-column',
    val: AlterColumn,
  }
  export interface OperationCreateIndex {
    tag: 'create-index',
    val: CreateIndex,
  }
  export interface OperationDropIndex {
    tag: 'drop-index',
    val: DropIndex,
  }
  export interface OperationRenameIndex {
    tag: 'rename-index',
    val: RenameIndex,
  }
  export interface OperationAddConstraint {
    tag: 'add-constraint',
    val: AddConstraint,
  }
  export interface OperationDropConstraint {
    tag: 'drop-constraint',
    val: DropConstraint,
  }
  export interface OperationRenameConstraint {
    tag: 'rename-constraint',
    val: RenameConstraint,
  }
  export interface OperationValidateConstraint {
    tag: 'validate-constraint',
    val: ValidateConstraint,
  }
  export interface OperationCreateEnum {
    tag: 'create-enum',
    val: CreateEnum,
  }
  export interface OperationAddEnumValue {
    tag: 'add-enum-value',
    val: AddEnumValue,
  }
  export interface OperationRenameEnumValue {
    tag: 'rename-enum-value',
    val: RenameEnumValue,
  }
  export interface OperationDropEnum {
    tag: 'drop-enum',
    val: DropEnum,
  }
  export interface OperationCreateView {
    tag: 'create-view',
    val: CreateView,
  }
  export interface OperationDropView {
    tag: 'drop-view',
    val: DropView,
  }
  export interface OperationCreateTrigger {
    tag: 'create-trigger',
    val: CreateTrigger,
  }
  export interface OperationDropTrigger {
    tag: 'drop-trigger',
    val: DropTrigger,
  }
  export interface OperationCreateFunction {
    tag: 'create-function',
    val: CreateFunction,
  }
  export interface OperationDropFunction {
    tag: 'drop-function',
    val: DropFunction,
  }
  export interface OperationCreateSchema {
    tag: 'create-schema',
    val: CreateSchema,
  }
  export interface OperationDropSchema {
    tag: 'drop-schema',
    val: DropSchema,
  }
  export interface OperationCreateSequence {
    tag: 'create-sequence',
    val: CreateSequence,
  }
  export interface OperationDropSequence {
    tag: 'drop-sequence',
    val: DropSequence,
  }
  export interface OperationCreateExtension {
    tag: 'create-extension',
    val: CreateExtension,
  }
  export interface OperationDropExtension {
    tag: 'drop-extension',
    val: DropExtension,
  }
  export interface OperationInsert {
    tag: 'insert',
    val: Insert,
  }
  export interface OperationUpdate {
    tag: 'update',
    val: Update,
  }
  export interface OperationUpdateByKey {
    tag: 'update-by-key',
    val: UpdateByKey,
  }
  export interface OperationDelete {
    tag: 'delete',
    val: Delete,
  }
  export interface OperationDeleteByKey {
    tag: 'delete-by-key',
    val: DeleteByKey,
  }
}
declare module 'sandshift:guest/query@0.2.0' {
  /**
   * Asks for rows.
   */
  export function open(rows: TableRows): Cursor;
  export type ObjectName = import('sandshift:guest/types@0.2.0').ObjectName;
  export type Batch = import('sandshift:guest/types@0.2.0').Batch;
  export type Filter = import('sandshift:guest/types@0.2.0').Filter;
  /**
   * Which rows of which table.
   */
  export interface TableRows {
    /**
     * The table.
     */
    table: ObjectName,
    /**
     * The columns; empty for all.
     */
    columns: Array<string>,
    /**
     * Which rows.
     */
    filter: Filter,
    /**
     * Columns to order by, ascending; empty for no order.
     */
    order: Array<string>,
    /**
     * At most this many rows.
     */
    limit?: bigint,
  }

  export class Cursor implements Disposable {
    /**
     * This type does not have a public constructor.
     */
    private constructor();
    /**
    * The names of the columns; empty when the answer has no row.
    */
    columns(): Array<string>;
    /**
    * The next rows, 1 to 100000 of them; none at the end.
    */
    next(maxRows: number): Batch | undefined;
    [Symbol.dispose](): void;
  }
}
declare module 'sandshift:guest/inspect@0.2.0' {
  /**
   * Looks at a table; none when there is no such table.
   */
  export function table(name: ObjectName): SeenTable | undefined;
  export type ObjectName = import('sandshift:guest/types@0.2.0').ObjectName;
  /**
   * A column as it is.
   */
  export interface SeenColumn {
    /**
     * Its name.
     */
    name: string,
    /**
     * Its type in neutral words, such as `string(100)` or `native(inet)`.
     */
    typeText: string,
    /**
     * NULL is allowed.
     */
    nullable: boolean,
    /**
     * Part of the primary key.
     */
    primaryKey: boolean,
    /**
     * It has a default.
     */
    hasDefault: boolean,
  }
  /**
   * A table as it is.
   */
  export interface SeenTable {
    /**
     * Its name.
     */
    name: ObjectName,
    /**
     * Its columns, in order.
     */
    columns: Array<SeenColumn>,
    /**
     * The names of its constraints, where they have one.
     */
    constraints: Array<string>,
    /**
     * The names of its indexes, but for those that a constraint owns.
     */
    indexes: Array<string>,
    /**
     * Its comment.
     */
    comment?: string,
  }
}
declare module 'sandshift:guest/raw-sql@0.2.0' {
  /**
   * Runs one statement with one value for each `?` in it; gives the rows it changed.
   */
  export function execute(sql: DialectText, parameters: Array<Value>): bigint;
  /**
   * Asks with one SELECT, with one value for each `?` in it.
   */
  export function query(sql: DialectText, parameters: Array<Value>): Cursor;
  export type DialectText = import('sandshift:guest/types@0.2.0').DialectText;
  export type Value = import('sandshift:guest/types@0.2.0').Value;
  export type Cursor = import('sandshift:guest/query@0.2.0').Cursor;
}
declare module 'sandshift:guest/env@0.2.0' {
  /**
   * The dialect: `sqlite`, `postgres` or `mysql`.
   */
  export function dialect(): string;
  /**
   * The revision that runs.
   */
  export function revision(): string;
  /**
   * A parameter of the run; none when it was not given.
   */
  export function param(name: string): string | undefined;
  /**
   * The moment of the migration, the same in each call: microseconds since 1970-01-01 UTC.
   */
  export function nowMicros(): bigint;
  /**
   * A uuid that looks random and is the same when the migration runs again.
   */
  export function uuid4(): string;
  /**
   * A uuid in time order that is the same when the migration runs again.
   */
  export function uuid7(): string;
}
declare module 'sandshift:guest/log@0.2.0' {
  /**
   * Says something.
   */
  export function write(level: Level, message: string): void;
  /**
   * Says how far a long piece of work is; none for an unknown total.
   */
  export function progress(done: bigint, total: bigint | undefined): void;
  /**
   * How loud a line is.
   * # Variants
   *
   * ## `"debug"`
   *
   * ## `"info"`
   *
   * ## `"warn"`
   */
  export type Level = 'debug' | 'info' | 'warn';
}
declare module 'sandshift:guest/migration-raw@0.2.0' {
  /**
  * Applies the revision. An `err` ends the migration, and everything is undone.
  */
  export function up(): void;
  /**
  * Undoes the revision.
  */
  export function down(): void;
  /**
  * Checks the result of `up` inside the same transaction.
  */
  export function verify(): void;
  export type Result<T, E> = { tag: 'ok', val: T } | { tag: 'err', val: E };
}
